"""The distance between two places over the API."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.row_api import StaffViewSet
from inventories.distances import Way, between, told


class WaySerializer(serializers.Serializer[Any]):
    """A distance with its arithmetic: great circle × detour factor, in whole kilometres."""

    origin = serializers.CharField(help_text="起点，表中的全名。")
    destination = serializers.CharField(help_text="终点，表中的全名。")
    straight_km = serializers.CharField(help_text="球面距离，km，取整。")
    detour = serializers.CharField(help_text="公路绕行系数。")
    distance_km = serializers.CharField(help_text="球面距离 × 绕行系数，km，取整。")
    arithmetic = serializers.CharField()
    way_source = serializers.CharField(help_text="坐标和绕行系数的来源。")


class DistanceViewSet(StaffViewSet):
    """Distances from the table of places; 400 with every reason where it has none."""

    serializer_class = WaySerializer
    pagination_class = None

    @extend_schema(
        operation_id="distance",
        parameters=[
            OpenApiParameter("origin", OpenApiTypes.STR, required=True, description="发运地，例如 苏州。"),
            OpenApiParameter("destination", OpenApiTypes.STR, required=True, description="到达地。"),
            OpenApiParameter("mode", OpenApiTypes.STR, description="运输方式；留空按公路。"),
        ],
        responses={200: WaySerializer, 400: OpenApiTypes.OBJECT},
    )
    def retrieve(self, request: Request) -> Response:
        """The distance by road between two places in China, as a transport leg would take it."""
        asked = {name: request.query_params.get(name, "") for name in ("origin", "destination", "mode")}
        found = between(asked["origin"], asked["destination"], asked["mode"])
        if not isinstance(found, Way):
            raise ValidationError({trouble.member: trouble.reason for trouble in found})
        return Response(
            {
                "origin": found.origin,
                "destination": found.destination,
                "straight_km": f"{found.straight_km:f}",
                "detour": f"{found.detour:f}",
                "distance_km": f"{found.km:f}",
                "arithmetic": told(found),
                "way_source": found.source,
            }
        )
