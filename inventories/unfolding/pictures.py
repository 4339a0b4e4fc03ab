"""The pictures of a value: checked, cleaned and stored before any row is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import files, uploads
from inventories.footprint import subject, values
from inventories.footprint.findings import Found, Spot


@dataclass(frozen=True)
class StoredPicture:
    """A picture in the agency's file store; a picture that had to be cleaned has another digest than in the value."""

    digest: str
    media_type: str
    width: int
    height: int


def store_pictures(
    agency_id: int, study: values.Study, given: Mapping[str, bytes], found: Found
) -> dict[str, StoredPicture]:
    """By the digests of the value, its pictures: taken from ``given``, else from the agency's file store."""
    stored: dict[str, StoredPicture] = {}
    for path, pictures in (
        ("company.pictures", study.company.pictures),
        ("product.pictures", study.product.pictures),
    ):
        for index, picture in enumerate(pictures):
            spot = Spot(f"{path}[{index}]", picture.caption or picture.digest[:12])
            kept = _store(agency_id, picture, given, spot, found)
            if kept is not None:
                stored[picture.digest] = kept
    return stored


def _store(
    agency_id: int, picture: subject.Picture, given: Mapping[str, bytes], spot: Spot, found: Found
) -> StoredPicture | None:
    try:
        data = given[picture.digest] if picture.digest in given else files.read(agency_id, picture.digest)
        if files.digest_of(data) != picture.digest:
            raise ValidationError(_("图片内容与其 SHA-256 不符，文件可能已损坏或被改动。"))
        clean = uploads.clean_picture(data)
    except (files.Missing, files.Damaged):
        found.error(
            "picture", spot, _("没有该图片的内容，或其内容已损坏。"), _("请补上图片，或删除对它的引用。")
        )
    except ValidationError as error:
        found.error("picture", spot, "".join(error.messages), _("请更换图片，或删除对它的引用。"))
    else:
        digest = files.put(agency_id, clean.data)
        return StoredPicture(digest, clean.media_type, clean.width, clean.height)
    return None
