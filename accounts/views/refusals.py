"""Pages that say no: what happened, and the way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

# Below it programs ask, which read no pages.
_PROGRAMS = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the server could not make sense of the request."""
    return _page(request, 400, _("请求无法识别"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason that ``accounts.permissions`` gives."""
    return _page(request, 403, _("没有权限"), reason=str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: an address that does not exist, or an object that does not exist for the reader."""
    if request.path.startswith(_PROGRAMS):
        return JsonResponse(
            {"detail": _("没有这个接口地址，请核对路径（接口说明见 /api/v1/docs/）。")}, status=404
        )
    return _page(request, 404, _("页面不存在"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without database or session, which may be what failed."""
    if request.path.startswith(_PROGRAMS):
        return JsonResponse(
            {"detail": _("系统发生错误，本次请求没有完成；请稍后重试或联系管理员。")}, status=500
        )
    page = loader.get_template("errors/500.html").render({"heading": _("系统发生错误")})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: usually a page that stood open while the person signed in anew."""
    return _page(request, 403, _("页面已失效"), template="errors/csrf.html")


def _page(
    request: HttpRequest, status: int, heading: str, *, reason: str = "", template: str = ""
) -> HttpResponse:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    context = {
        "heading": heading,
        "reason": reason,
        "layout": "base.html" if signed_in else "bare.html",
    }
    return render(request, template or f"errors/{status}.html", context, status=status)
