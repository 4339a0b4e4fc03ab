"""The REST API ``/api/v1/``: its addresses, its errors, its description."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as ModelError
from django.http import Http404
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import views
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.audit import plain
from accounts.editing import EditConflict, Frozen
from factors import api as factors
from factors.api_approval import ProposalViewSet
from factors.api_composites import CompositeViewSet
from factors.api_exchange import CompareViewSet, LibraryExportViewSet
from factors.api_plausibility import PlausibilityViewSet
from factors.api_releases import FactorReleasesViewSet
from factors.import_api import ImportViewSet
from inventories import api as inventories
from inventories.api_bills import BillViewSet
from inventories.api_copying import StudyCopyViewSet
from inventories.api_distances import DistanceViewSet
from inventories.api_evidence import EvidenceViewSet
from inventories.api_factor_versions import FactorRenewalViewSet, StudyFactorsViewSet
from inventories.api_workbooks import FilledWorkbookViewSet, StudyWorkbookViewSet
from reports import api as reports
from reports.api_factor_uses import FactorUsesViewSet
from reports.workflow import NotAllowedNow

router = SimpleRouter()
router.register("companies", inventories.CompanyViewSet, basename="api-company")
router.register("products", inventories.ProductViewSet, basename="api-product")
router.register("studies", inventories.StudyViewSet, basename="api-study")
router.register("sharings", inventories.SharingViewSet, basename="api-sharing")
router.register("functional-units", inventories.FunctionalUnitViewSet, basename="api-functional-unit")
router.register("stages", inventories.StageViewSet, basename="api-stage")
router.register("lines", inventories.LineViewSet, basename="api-line")
router.register("legs", inventories.LegViewSet, basename="api-leg")
router.register("libraries", factors.LibraryViewSet, basename="api-library")
router.register("factors", factors.FactorViewSet, basename="api-factor")
router.register("factor-proposals", ProposalViewSet, basename="api-factor-proposal")
router.register("composite-factors", CompositeViewSet, basename="api-composite-factor")
router.register("plausibility", PlausibilityViewSet, basename="api-plausibility")
router.register("gwp-sets", factors.GwpSetViewSet, basename="api-gwp-set")
router.register("factor-imports", ImportViewSet, basename="api-import")
router.register("bills", BillViewSet, basename="api-bill")
router.register("workbooks", FilledWorkbookViewSet, basename="api-workbook")
router.register("evidence", EvidenceViewSet, basename="api-evidence")
router.register("reports", reports.ReportViewSet, basename="api-report")
router.register("register", reports.RegisterViewSet, basename="api-register")
router.register("study-files", reports.StudyFileViewSet, basename="api-study-file")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("factors/compare/", CompareViewSet.as_view({"get": "retrieve"}), name="api-factor-compare"),
    path(
        "libraries/<int:pk>/export/<int:part>/",
        LibraryExportViewSet.as_view({"get": "retrieve"}),
        name="api-library-export",
    ),
    path("studies/<int:pk>/copy/", StudyCopyViewSet.as_view({"post": "copy"}), name="api-study-copy"),
    path("studies/<int:pk>/compare/", StudyCopyViewSet.as_view({"get": "compare"}), name="api-study-compare"),
    path(
        "studies/<int:pk>/factors/",
        StudyFactorsViewSet.as_view({"get": "retrieve", "post": "update_factors"}),
        name="api-study-factors",
    ),
    *(
        path(
            f"factors/<int:pk>/{act}/",
            FactorReleasesViewSet.as_view({method: act}),
            name=f"api-factor-{act}",
        )
        for act, method in (
            ("releases", "get"),
            ("supersede", "post"),
            ("withdraw", "post"),
            ("evidence", "get"),
        )
    ),
    path("factors/<int:pk>/renew/", FactorRenewalViewSet.as_view({"post": "renew"}), name="api-factor-renew"),
    path("distance/", DistanceViewSet.as_view({"get": "retrieve"}), name="api-distance"),
    path(
        "studies/<int:pk>/workbook/",
        StudyWorkbookViewSet.as_view({"post": "issue"}),
        name="api-study-workbook",
    ),
    path("factors/<int:pk>/uses/", FactorUsesViewSet.as_view({"get": "retrieve"}), name="api-factor-uses"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refusals of the services as answers: 400 with all fields, 409 for a conflict or a closed row."""
    if isinstance(error, ModelError):
        body = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
        return Response(body, status=400)
    if isinstance(error, EditConflict):
        current = {
            field.name: plain(getattr(error.current, field.name))
            for field in error.current._meta.fields
            if field.editable and field.name != "agency"
        }
        return Response(
            {"detail": str(error), "version": error.current.version, "current": current}, status=409
        )
    if isinstance(error, (Frozen, NotAllowedNow)):
        return Response({"detail": str(error)}, status=409)
    if isinstance(error, Http404):
        # Django's own words name the class of the row, in English; a stranger's row and none at all sound alike.
        return Response({"detail": _("没有找到。请核对地址中的编号，或您是否有权查看。")}, status=404)
    return views.exception_handler(error, context)
