"""What can go wrong while signing.

Every message is plain Chinese, names what is wrong and the way out, and is safe to show and to log: it never
holds a key, a passphrase or a PIN.
"""


class SigningError(Exception):
    """Root of all refusals of this package; ``str()`` is the message for the user."""


class FieldError(SigningError):
    """The document lacks a signature field, or has it in a wrong place."""


class VaultError(SigningError):
    """An encrypted key or file cannot be opened."""


class AuthorityError(SigningError):
    """A trial certificate cannot be issued as asked."""


class CredentialError(SigningError):
    """A certificate, key file or device is not fit for signing."""


class AppearanceError(SigningError):
    """A visible mark cannot be drawn."""


class TimestampError(SigningError):
    """The time stamping service did not give a usable time stamp."""


class OrderError(SigningError):
    """It is not this signature's turn."""


class TamperedError(SigningError):
    """The document was changed after an earlier signature, so nobody may sign it any more."""
