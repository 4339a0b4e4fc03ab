"""Addresses of jobs."""

from django.urls import path

from jobs import views

urlpatterns = [
    path("jobs/<int:job_id>/", views.job_status, name="job_status"),
    path("jobs/<int:job_id>/state/", views.job_state, name="job_state"),
    path("jobs/<int:job_id>/retry/", views.job_retry, name="job_retry"),
]
