"""Forms of imports: hand in a file, answer what its reader asks, decide on the preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors.importers.contract import Choice
from factors.importers.formats import FORMATS
from factors.imports import answers as asking
from factors.models import FactorImport, Library
from factors.services import imports

EXISTING, NEW = "existing", "new"
# What may not be handed on is proposed as such; the person who holds the licence decides.
RESTRICTED: Mapping[str, Mapping[str, object]] = {
    "cpcd": {"exportable": False},
    "ecoinvent": {
        "exportable": False,
        "audience": Library.Audience.NAMED,
        "disclosure": Library.Disclosure.VALUE_HIDDEN,
    },
}
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.zip,.json,.xml"


def format_choices(unset: str) -> list[tuple[str, Any]]:
    """The formats for a select box; ``unset`` names the empty choice."""
    return [("", unset), *((key, reader.label) for key, reader in FORMATS.items())]


class UploadForm(forms.Form):
    """A foreign file."""

    use_required_attribute = False
    file = forms.FileField(label=_("文件"), widget=forms.ClearableFileInput({"accept": ACCEPTED}))
    format = forms.ChoiceField(
        label=_("文件格式"), required=False, help_text=_("一般不必选择：系统按文件内容识别。")
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        cast(forms.ChoiceField, self.fields["format"]).choices = format_choices(_now("自动识别"))

    def clean_file(self) -> Any:
        """Refuse by size before anything is read into memory."""
        file = self.cleaned_data["file"]
        imports.check_size(file.size)
        return file


class FormatForm(forms.Form):
    """Another format for a file that was not recognised."""

    use_required_attribute = False
    format = forms.ChoiceField(label=_("文件格式"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["format"]).choices = format_choices(_now("请选择"))


@dataclass(frozen=True)
class Question:
    """One question of the reader: its box, or for columns one for every head with what stands below it."""

    choice: Choice
    field: BoundField | None
    columns: list[tuple[str, list[str], BoundField]]
    remembered: str

    @property
    def only_for(self) -> str:
        """``key=value`` of the answer that makes it a question; empty: it is always one."""
        return "=".join(self.choice.only_for)


class ChoicesForm(forms.Form):
    """Where the factors go, and what the reader of the format asks."""

    use_required_attribute = False
    place = forms.ChoiceField(
        label=_("导入到"),
        widget=forms.RadioSelect,
        choices=[(EXISTING, _("已有的因子库")), (NEW, _("新建因子库"))],
    )
    library = forms.ModelChoiceField(Library.objects.none(), label=_("因子库"), required=False)

    def __init__(self, actor: User, batch: FactorImport, data: Any = None) -> None:
        self.batch, self.asked = batch, asking.questions(batch.inspection)
        own = Library.objects.visible_to(actor).filter(agency_id=actor.agency_id)
        super().__init__(data, initial=self._initial(own))
        cast("forms.ModelChoiceField[Library]", self.fields["library"]).queryset = own
        self.has_libraries = own.exists()
        for name, field in (fields_for_model(Library, fields=imports.TARGET) or {}).items():
            field.required = False
            self.fields[name] = field
        self.fields["introduction"].widget.attrs["rows"] = 2
        audiences = [each for each in Library.Audience if each != Library.Audience.SHARED]
        cast(forms.ChoiceField, self.fields["audience"]).choices = [
            (each.value, each.label) for each in audiences
        ]
        self.fields["audience"].help_text = _now(
            "“仅授权人员”从导入的人员开始；之后由管理员在因子库页面增减。"
        )
        for number, choice in enumerate(self.asked):
            self._ask(number, choice)

    def _initial(self, own: Any) -> dict[str, Any]:
        batch = self.batch
        begin = {"name": PurePath(batch.name).stem}
        proposed = {
            **begin,
            **RESTRICTED.get(batch.format, {}),
            **batch.inspection.get("library", {}),
            **batch.target,
        }
        library = (
            batch.library
            or own.filter(name=proposed.get("name", ""), release=proposed.get("release", "")).first()
        )
        return {"place": EXISTING if library else NEW, "library": library, **proposed}

    def _ask(self, number: int, choice: Choice) -> None:
        answered = self.batch.choices.get(choice.key)
        if choice.kind == "columns":
            mapping = answered if isinstance(answered, dict) else choice.mapping
            options = [("", _now("（不导入）")), *choice.options]
            for column, head in enumerate(choice.heads):
                label = _now("“%s”列对应") % head
                self.fields[f"column-{number}-{column}"] = forms.ChoiceField(
                    label=label, choices=options, required=False, initial=mapping.get(head, "")
                )
            return
        begin = answered if answered is not None else choice.suggested
        field: forms.Field
        if choice.kind == "text":
            field = forms.CharField(label=choice.label, required=False, max_length=300, initial=begin)
        else:
            field = forms.ChoiceField(
                label=choice.label, choices=choice.options, required=False, initial=begin
            )
        self.fields[f"choice-{number}"] = field

    @property
    def groups(self) -> Iterator[tuple[str, list[Question]]]:
        """What the reader asks, in its order, with the boxes to answer in; neighbours of one kind stand together."""
        for kind, group in groupby(self._questions(), key=lambda question: question.choice.kind):
            yield kind, list(group)

    def _questions(self) -> Iterator[Question]:
        raw = self.batch.inspection.get("choices", [])
        for number, choice in enumerate(self.asked):
            remembered = raw[number].get("remembered", "")
            if choice.kind != "columns":
                yield Question(choice, self[f"choice-{number}"], [], remembered)
                continue
            columns = [
                (head, _examples(choice, column), self[f"column-{number}-{column}"])
                for column, head in enumerate(choice.heads)
            ]
            yield Question(choice, None, columns, remembered)

    @property
    def target_fields(self) -> list[BoundField]:
        """What is told of a new library."""
        return [self[name] for name in imports.TARGET]

    @property
    def answers(self) -> dict[str, object]:
        """The answers by the reader's keys."""
        given: dict[str, object] = {}
        for number, choice in enumerate(self.asked):
            if choice.kind == "columns":
                chosen = (
                    (head, self.cleaned_data.get(f"column-{number}-{column}", ""))
                    for column, head in enumerate(choice.heads)
                )
                given[choice.key] = {head: column for head, column in chosen if column}
            else:
                given[choice.key] = self.cleaned_data.get(f"choice-{number}", "")
        return given

    @property
    def target(self) -> Mapping[str, object] | None:
        """The new library, or ``None`` for an own one."""
        if self.cleaned_data["place"] == EXISTING:
            return None
        return {name: self.cleaned_data[name] for name in imports.TARGET}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("place") == EXISTING and values.get("library") is None:
            self.add_error("library", _("请选择一个因子库。"))
        return values

    def refuse(self, error: ValidationError) -> None:
        """Take what the service refuses to the boxes; the reader's questions come as ``choices.<key>``."""
        numbers = {f"choices.{choice.key}": f"choice-{number}" for number, choice in enumerate(self.asked)}
        by_name = error.error_dict if hasattr(error, "error_dict") else {"__all__": [error]}
        for name, errors in by_name.items():
            field = numbers.get(name, name)
            self.add_error(field if field in self.fields else None, errors)


def _examples(choice: Choice, column: int) -> list[str]:
    """What stands in the first rows of a column, each text once, empty cells left out."""
    texts = (row[column] for row in choice.examples if column < len(row))
    return list(dict.fromkeys(text for text in texts if text))[:3]


class ApplyForm(forms.Form):
    """The person's word on a preview."""

    use_required_attribute = False
    leave_out = forms.BooleanField(label=_("不导入有问题的行"), required=False)
    withdraw_gone = forms.BooleanField(label=_("撤回文件中已没有的因子"), required=False)
    reason = forms.CharField(label=_("导入说明"), required=False, max_length=500)

    def __init__(self, batch: FactorImport, data: Any = None) -> None:
        super().__init__(data, initial={"reason": _now("按文件“%s”导入") % batch.name})
        self.fields["leave_out"].label = _now("不导入有问题的 %d 行") % batch.counts.get("refused", 0)
        self.fields["withdraw_gone"].label = _now("撤回文件中已没有的 %d 条因子") % batch.counts.get(
            "gone", 0
        )
        if not batch.counts.get("refused"):
            del self.fields["leave_out"]
        if not batch.counts.get("gone"):
            del self.fields["withdraw_gone"]

    def refuse(self, error: ValidationError) -> None:
        """Take what the service refuses to the boxes."""
        by_name = error.error_dict if hasattr(error, "error_dict") else {"__all__": [error]}
        for name, errors in by_name.items():
            self.add_error(name if name in self.fields else None, errors)
