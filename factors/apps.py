"""Django's name for the app."""

from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "factors"
    verbose_name = "排放因子"
