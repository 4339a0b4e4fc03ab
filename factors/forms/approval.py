"""Forms of decisions on proposed factors."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from factors.models import Factor, FactorImport, Library

APPROVE, REJECT = "approve", "reject"


class RejectForm(forms.Form):
    """Why a proposal is refused."""

    use_required_attribute = False
    reason = forms.CharField(label=_("退回理由"), max_length=500, widget=forms.Textarea({"rows": 2}))


class QueueFilter(forms.Form):
    """Which proposals to list: a library's, an import's."""

    use_required_attribute = False
    library = forms.ModelChoiceField(
        Library.objects.none(), label=_("因子库"), required=False, empty_label=_("全部")
    )
    batch = forms.ModelChoiceField(
        FactorImport.objects.none(), label=_("导入"), required=False, empty_label=_("全部")
    )

    def __init__(self, data: Any, *, libraries: Any, batches: Any) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Library]", self.fields["library"]).queryset = libraries
        cast("forms.ModelChoiceField[FactorImport]", self.fields["batch"]).queryset = batches


class DecisionForm(forms.Form):
    """A decision on many: those that are ticked (``chosen``), or all that the filter lists.

    Two boxes for all, because a box of one dialog must not mean anything to the button of another.
    """

    act = forms.ChoiceField(choices=[(APPROVE, ""), (REJECT, "")])
    everything = forms.BooleanField(required=False)
    reject_everything = forms.BooleanField(required=False)
    chosen = forms.ModelMultipleChoiceField(Factor.objects.none(), required=False)
    reason = forms.CharField(required=False, max_length=500)

    def __init__(self, data: Any, *, proposals: Any) -> None:
        super().__init__(data)
        cast("forms.ModelMultipleChoiceField[Factor]", self.fields["chosen"]).queryset = proposals

    @property
    def approves(self) -> bool:
        return bool(self.cleaned_data["act"] == APPROVE)

    @property
    def all_of_them(self) -> bool:
        return bool(self.cleaned_data["everything" if self.approves else "reject_everything"])
