"""Addresses of factors, libraries and GWP sets."""

from django.urls import path

from factors import views

app_name = "factors"

urlpatterns = [
    path("factors/", views.factor_list, name="factor_list"),
    path("factors/pick/", views.pick, name="pick"),
    path("factors/new/", views.factor_new, name="factor_new"),
    path("factors/<int:pk>/", views.factor_detail, name="factor"),
    path("factors/<int:pk>/supersede/", views.factor_supersede, name="factor_supersede"),
    path("factors/<int:pk>/withdraw/", views.factor_withdraw, name="factor_withdraw"),
    path("factors/libraries/", views.library_list, name="library_list"),
    path("factors/libraries/new/", views.library_new, name="library_new"),
    path("factors/libraries/<int:pk>/", views.library_detail, name="library"),
    path("factors/gwp/", views.gwp_list, name="gwp_list"),
    path("factors/gwp/<int:pk>/", views.gwp_detail, name="gwp_set"),
]
