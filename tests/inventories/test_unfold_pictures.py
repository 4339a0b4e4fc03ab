"""Pictures of a study file: checked, cleaned and kept under their own digest."""

from __future__ import annotations

import pytest

from accounts import files
from accounts.models import User
from inventories.assemble import assemble
from inventories.footprint import subject, values
from inventories.models import Company, ProductPicture, Study
from inventories.unfold import Refused, unfold
from tests.accounts.test_uploads import photograph
from tests.inventories.samples import PDF, picture
from tests.inventories.studies import small


def with_pictures(*pictures: tuple[bytes, str]) -> values.Study:
    """The small study, its product shown in pictures of these bytes and types."""
    study = small()
    shown = tuple(
        subject.Picture.model_validate(
            {"digest": files.digest_of(data), "media_type": media_type, "caption": f"图 {number}"}
        )
        for number, (data, media_type) in enumerate(pictures)
    )
    return study.model_copy(update={"product": study.product.model_copy(update={"pictures": shown})})


def by_digest(*pictures: bytes) -> dict[str, bytes]:
    return {files.digest_of(data): data for data in pictures}


def test_clean_pictures_come_back_under_the_same_digest(consultant: User) -> None:
    front, side = picture("PNG"), picture("JPEG")
    study = with_pictures((front, "image/png"), (side, "image/jpeg"))
    row = unfold(consultant, study, files=by_digest(front, side))
    assert assemble(row).product == study.product
    assert files.read(consultant.agency_id, files.digest_of(front)) == front
    sizes = ProductPicture.objects.values_list("width", "height")
    assert list(sizes) == [(40, 30), (40, 30)]


def test_pictures_that_are_in_the_store_already_need_not_be_handed_in(consultant: User) -> None:
    front = picture("PNG")
    files.put(consultant.agency_id, front)
    study = with_pictures((front, "image/png"))
    assert assemble(unfold(consultant, study)).product == study.product


def test_a_photograph_with_its_place_is_stored_without_it(consultant: User) -> None:
    taken = photograph()
    row = unfold(consultant, with_pictures((taken, "image/jpeg")), files=by_digest(taken))
    (shown,) = assemble(row).product.pictures
    assert shown.digest != files.digest_of(taken)
    assert b"Exif" not in files.read(consultant.agency_id, shown.digest)


def test_importing_pictures_twice_uses_the_product_again(consultant: User) -> None:
    taken = photograph()
    study = with_pictures((taken, "image/jpeg"))
    unfold(consultant, study, files=by_digest(taken))
    unfold(consultant, study, files=by_digest(taken))
    assert ProductPicture.objects.count() == 1
    assert Study.objects.count() == 2


def test_missing_tampered_and_foreign_contents_are_refused(consultant: User) -> None:
    missing, tampered, document = picture("PNG", (7, 7)), picture("PNG", (8, 8)), PDF + b"more"
    study = with_pictures((missing, "image/png"), (tampered, "image/png"), (document, "image/png"))
    given = {files.digest_of(tampered): tampered + b"x", files.digest_of(document): document}
    with pytest.raises(Refused) as refusal:
        unfold(consultant, study, files=given)
    assert [finding.place.path for finding in refusal.value.findings] == [
        "product.pictures[0]",
        "product.pictures[1]",
        "product.pictures[2]",
    ]
    assert Company.objects.count() == 0
