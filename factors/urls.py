"""Addresses of factors, libraries and GWP sets."""

from django.urls import path

from factors.views import (
    approval,
    comparing,
    composites,
    exporting,
    factors,
    finding,
    gwp,
    imports,
    libraries,
    plausibility,
)

app_name = "factors"

urlpatterns = [
    path("factors/", finding.factor_list, name="factor_list"),
    path("factors/pick/", finding.pick, name="pick"),
    path("factors/compare/", comparing.factor_compare, name="factor_compare"),
    path("factors/plausibility/", plausibility.band_list, name="band_list"),
    path("factors/plausibility/hint/", plausibility.figure_hint, name="figure_hint"),
    path("factors/<int:pk>/plausibility/", plausibility.factor_band, name="factor_band"),
    path("factors/new/", factors.factor_new, name="factor_new"),
    path("factors/mix/new/", composites.mix_new, name="mix_new"),
    path("factors/mix/preview/", composites.mix_preview, name="mix_preview"),
    path("factors/transport/new/", composites.transport_new, name="transport_new"),
    path("factors/transport/preview/", composites.transport_preview, name="transport_preview"),
    path("factors/<int:pk>/", factors.factor_detail, name="factor"),
    path("factors/<int:pk>/supersede/", factors.factor_supersede, name="factor_supersede"),
    path("factors/<int:pk>/withdraw/", factors.factor_withdraw, name="factor_withdraw"),
    path("factors/<int:pk>/approve/", approval.factor_approve, name="factor_approve"),
    path("factors/<int:pk>/reject/", approval.factor_reject, name="factor_reject"),
    path("factors/<int:pk>/take-back/", approval.factor_take_back, name="factor_take_back"),
    path("factors/<int:pk>/evidence/", approval.factor_evidence, name="factor_evidence"),
    path("factors/approval/", approval.approval_list, name="approval_list"),
    path("factors/approval/decide/", approval.approval_decide, name="approval_decide"),
    path("factors/libraries/", libraries.library_list, name="library_list"),
    path("factors/libraries/new/", libraries.library_new, name="library_new"),
    path("factors/libraries/<int:pk>/", libraries.library_detail, name="library"),
    path("factors/libraries/<int:pk>/edit/", libraries.library_edit, name="library_edit"),
    path("factors/libraries/<int:pk>/access/", libraries.library_access, name="library_access"),
    path("factors/libraries/<int:pk>/export/<int:part>/", exporting.library_export, name="library_export"),
    path("factors/imports/", imports.import_list, name="import_list"),
    path("factors/imports/new/", imports.import_new, name="import_new"),
    path("factors/imports/<int:pk>/", imports.import_detail, name="import"),
    path("factors/imports/<int:pk>/format/", imports.import_format, name="import_format"),
    path("factors/imports/<int:pk>/choices/", imports.import_choices, name="import_choices"),
    path("factors/imports/<int:pk>/again/", imports.import_again, name="import_again"),
    path("factors/imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("factors/imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("factors/imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("factors/imports/<int:pk>/workbook/<int:part>/", imports.import_workbook, name="import_workbook"),
    path("factors/gwp/", gwp.gwp_list, name="gwp_list"),
    path("factors/gwp/<int:pk>/", gwp.gwp_detail, name="gwp_set"),
]
