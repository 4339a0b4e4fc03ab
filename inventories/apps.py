"""Django's name for the app."""

from django.apps import AppConfig


class InventoriesConfig(AppConfig):
    name = "inventories"
    verbose_name = "清单数据"
