"""PAdES signatures for issued reports: certificates, visible marks, signing in turn, and validation.

Pure: no Django, no database row, no network except the time stamping service that the caller names.

``fields``       the four empty signature fields that the PDF is born with
``authority``    an agency's own trial certification authority
``vault``        keys and PKCS#12 files encrypted at rest
``credentials``  what can sign: a key in memory, a PKCS#12 file; ``devices``: a PKCS#11 token
``timestamps``   RFC 3161 time stamps, local or over HTTP
``appearance``   what a reader sees: name, handwriting and date; ``chop``: the agency's round seal
``sign``         one signature, in its turn
``validate``     what a signed file is worth, in plain Chinese
"""
