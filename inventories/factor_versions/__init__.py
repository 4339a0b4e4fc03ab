"""Which studies use factors that were superseded, have expired or were withdrawn, and what newer ones would change."""

from inventories.factor_versions.findings import out_of_date_findings
from inventories.factor_versions.standing import Standing, is_in_force, standing_of
from inventories.factor_versions.study import Change, StudyVersions, UseEffect, study_versions
from inventories.factor_versions.successors import family_of, newest_releases
from inventories.factor_versions.uses import (
    Slice,
    Use,
    count_to_update,
    outdated_factors,
    studies_using,
    studies_with_outdated,
    uses_of,
)

__all__ = [
    "Change",
    "Slice",
    "Standing",
    "StudyVersions",
    "Use",
    "UseEffect",
    "count_to_update",
    "family_of",
    "is_in_force",
    "newest_releases",
    "out_of_date_findings",
    "outdated_factors",
    "standing_of",
    "studies_using",
    "studies_with_outdated",
    "study_versions",
    "uses_of",
]
