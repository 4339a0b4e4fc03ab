"""Addresses of factors, libraries and GWP sets."""

from django.urls import path

from factors.views import comparing, exporting, factors, gwp, imports, libraries, picking, plausibility

app_name = "factors"

urlpatterns = [
    path("factors/", factors.factor_list, name="factor_list"),
    path("factors/pick/", picking.pick, name="pick"),
    path("factors/compare/", comparing.factor_compare, name="factor_compare"),
    path("factors/plausibility/", plausibility.band_list, name="band_list"),
    path("factors/plausibility/hint/", plausibility.figure_hint, name="figure_hint"),
    path("factors/<int:pk>/plausibility/", plausibility.factor_band, name="factor_band"),
    path("factors/new/", factors.factor_new, name="factor_new"),
    path("factors/<int:pk>/", factors.factor_detail, name="factor"),
    path("factors/<int:pk>/supersede/", factors.factor_supersede, name="factor_supersede"),
    path("factors/<int:pk>/withdraw/", factors.factor_withdraw, name="factor_withdraw"),
    path("factors/libraries/", libraries.library_list, name="library_list"),
    path("factors/libraries/new/", libraries.library_new, name="library_new"),
    path("factors/libraries/<int:pk>/", libraries.library_detail, name="library"),
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
