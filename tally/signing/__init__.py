"""Keys, certificates and signatures: of workbooks as packages, and of QR codes."""
