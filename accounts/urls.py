"""Addresses of accounts."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from accounts.views import agency, entry, own, people, trail

urlpatterns = [
    path("login/", entry.SignIn.as_view(), name="login"),
    path("logout/", login_not_required(entry.SignOut.as_view()), name="logout"),
    path("profile/", own.profile, name="profile"),
    path("password/", own.password_change, name="password_change"),
    path("tokens/", own.token_list, name="token_list"),
    path("tokens/<int:pk>/revoke/", own.token_revoke, name="token_revoke"),
    path("agency/", agency.agency_settings, name="agency_settings"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/", people.person_detail, name="person"),
    path("people/<int:pk>/roles/", people.person_roles, name="person_roles"),
    path("people/<int:pk>/password/", people.person_reset_password, name="person_reset_password"),
    path("people/<int:pk>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/activate/", people.person_activate, name="person_activate"),
    path("trail/", trail.audit_trail, name="audit_trail"),
]
