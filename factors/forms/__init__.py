"""Forms of factors, libraries and approvals, and the form fields that other apps use."""

from factors.forms.factors import FactorForm, SupersedeForm, WithdrawForm
from factors.forms.fields import ExactDecimalFormField, GasesFormField, ServiceForm
from factors.forms.finding import FactorFilter
from factors.forms.libraries import AccessForm, DescriptionForm, LibraryForm

__all__ = [
    "AccessForm",
    "DescriptionForm",
    "ExactDecimalFormField",
    "FactorFilter",
    "FactorForm",
    "GasesFormField",
    "LibraryForm",
    "ServiceForm",
    "SupersedeForm",
    "WithdrawForm",
]
