"""Names that a package signature is written with, as Office and every reader of it spells them (ECMA-376 part 2)."""

from typing import Final

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
MDSSI: Final = "http://schemas.openxmlformats.org/package/2006/digital-signature"
OFFICE: Final = "http://schemas.microsoft.com/office/2006/digsig"
XML: Final = "http://www.w3.org/XML/1998/namespace"

RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"

C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RELATIONSHIP_TRANSFORM: Final = f"{RELATIONSHIPS[: -len('/relationships')]}/RelationshipTransform"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

DIGESTS: Final = {
    SHA256: "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
"""Methods of digest that are believed, and their names for `hashlib`; not SHA-1: two papers can be made to share it."""

SIGNATURES: Final = {
    RSA_SHA256: "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384": "sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": "sha512",
}
"""Methods of signature that are believed, and their digests."""

ORIGIN_LINK: Final = f"{RELATIONSHIPS}/digital-signature/origin"
SIGNATURE_LINK: Final = f"{RELATIONSHIPS}/digital-signature/signature"
CORE_LINK: Final = f"{RELATIONSHIPS}/metadata/core-properties"
_OFFICE_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
APP_LINK: Final = f"{_OFFICE_LINKS}/extended-properties"
DOCUMENT_LINK: Final = f"{_OFFICE_LINKS}/officeDocument"
HYPERLINK: Final = f"{_OFFICE_LINKS}/hyperlink"
LINK_ID: Final = f"{{{_OFFICE_LINKS}}}id"
SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_PACKAGE_TYPE: Final = "application/vnd.openxmlformats-package"
RELATIONSHIPS_TYPE: Final = f"{_PACKAGE_TYPE}.relationships+xml"
ORIGIN_TYPE: Final = f"{_PACKAGE_TYPE}.digital-signature-origin"
SIGNATURE_TYPE: Final = f"{_PACKAGE_TYPE}.digital-signature-xmlsignature+xml"

TYPES_PART: Final = "[Content_Types].xml"
ROOT_LINKS_PART: Final = "_rels/.rels"
FOLDER: Final = "_xmlsignatures"
ORIGIN_PART: Final = f"{FOLDER}/origin.sigs"
ORIGIN_LINKS_PART: Final = f"{FOLDER}/_rels/origin.sigs.rels"

UNSIGNED_PARTS: Final = {
    "docprops/core.xml": (CORE_LINK, f"{_PACKAGE_TYPE}.core-properties+xml"),
    "docprops/app.xml": (APP_LINK, "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
}
"""Parts that Office leaves unsigned (it rewrites them when a file is opened): by key, their relationship and type."""

PACKAGE_OBJECT: Final = "idPackageObject"
OFFICE_OBJECT: Final = "idOfficeObject"
SIGNED_PROPERTIES: Final = "idSignedProperties"
SIGNATURE_ID: Final = "idPackageSignature"

TIME_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"
TIME_FORMAT_SAID: Final = "YYYY-MM-DDThh:mm:ssTZD"
