"""Addresses of factors, libraries and GWP sets."""

from django.urls import path

from factors.views import comparing, exporting, factors, gwp, libraries, picking

app_name = "factors"

urlpatterns = [
    path("factors/", factors.factor_list, name="factor_list"),
    path("factors/pick/", picking.pick, name="pick"),
    path("factors/compare/", comparing.factor_compare, name="factor_compare"),
    path("factors/new/", factors.factor_new, name="factor_new"),
    path("factors/<int:pk>/", factors.factor_detail, name="factor"),
    path("factors/<int:pk>/supersede/", factors.factor_supersede, name="factor_supersede"),
    path("factors/<int:pk>/withdraw/", factors.factor_withdraw, name="factor_withdraw"),
    path("factors/libraries/", libraries.library_list, name="library_list"),
    path("factors/libraries/new/", libraries.library_new, name="library_new"),
    path("factors/libraries/<int:pk>/", libraries.library_detail, name="library"),
    path("factors/libraries/<int:pk>/export/<int:part>/", exporting.library_export, name="library_export"),
    path("factors/gwp/", gwp.gwp_list, name="gwp_list"),
    path("factors/gwp/<int:pk>/", gwp.gwp_detail, name="gwp_set"),
]
