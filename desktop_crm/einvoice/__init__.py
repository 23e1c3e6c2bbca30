"""The structured invoice of EN 16931: one model, two syntaxes (CII, UBL), four sets of rules.

Pure: knows neither tables nor windows, nor how a firm of ours keeps its papers. Amounts are decimals as they
stand in the file; business terms (BT-, BG-) are those of EN 16931-1.
"""
