"""The papers the board hands over: minutes and record of each contest, as Excel workbooks that print well."""
