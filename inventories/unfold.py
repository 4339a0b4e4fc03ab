"""The inverse of ``inventories.assemble``: a study value becomes rows, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, require
from inventories import models
from inventories.footprint import values
from inventories.footprint.findings import Found, Spot
from inventories.unfolding.checking import Refused
from inventories.unfolding.clients import Clients, Existing
from inventories.unfolding.inventory import Inventory
from inventories.unfolding.pictures import StoredPicture, store_pictures
from inventories.unfolding.published import Published
from inventories.unfolding.references import check_references

__all__ = ["Existing", "Refused", "unfold"]

NO_FILES: Mapping[str, bytes] = {}


def unfold(
    actor: User,
    study: values.Study,
    *,
    files: Mapping[str, bytes] = NO_FILES,
    existing: Existing = "refuse",
) -> models.Study:
    """Write a new study of the actor's agency, with its client, product, factors and libraries.

    ``files``: the bytes of its pictures by digest; a picture that is not among them is looked for in the agency's
    file store. ``existing``: what happens where the system knows something else of the client or product
    (``inventories.unfolding.clients``). Raises ``Refused`` with everything that is wrong, ``PermissionDenied``.

    ``assemble(unfold(study))`` is ``study`` but for this: keys of stages and lines follow their order, lines are
    grouped by stage, factors come in the order of use and libraries by name, equal factors are one and unused ones
    are left out; gases of a factor come by symbol; pictures are clean (``accounts.uploads``); what the system
    knows of the client, the product or a library beyond the value is there too.
    """
    require(actor, Action.EDIT_CLIENTS, actor)
    require(actor, Action.EDIT_STUDY, actor)
    found = Found()
    check_references(study, found)
    pictures = store_pictures(actor.agency_id, study, files, found)
    if found.blocking:
        raise Refused(found)
    try:
        with transaction.atomic():
            return _write(actor, study, pictures, existing, found)
    except IntegrityError as error:
        # Two people may write the same client, product or library between each other's look and write.
        found.error(
            "raced",
            Spot("", study.title),
            _("他人正在建立同名的委托方、产品或因子库。"),
            _("请稍后再导入一次。"),
        )
        raise Refused(found) from error


def _write(
    actor: User,
    study: values.Study,
    pictures: Mapping[str, StoredPicture],
    existing: Existing,
    found: Found,
) -> models.Study:
    clients = Clients(actor, pictures, existing, found)
    product = clients.product(study.product, clients.company(study.company))
    published = Published(actor, found)
    gwp_set, gwp_symbols = published.gwp_set(study.gwp_set)
    factors = published.factors(study)
    proxies = {factor.key: factor.proxy_for for factor in study.factors}
    rows = Inventory(actor, product, factors, proxies, found).write(study, gwp_set, gwp_symbols)
    in_use = {factor.library for factor in study.factors}
    listed = [library for library in study.libraries if library.key not in in_use]
    rows.libraries.set(published.libraries(listed))
    return rows
