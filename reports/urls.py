"""Addresses of reports, the register and certificates."""

from django.urls import path

from reports.views import certificates, content, factor_uses, files, pasting, reading, register, signing

urlpatterns = [
    path("factors/<int:pk>/uses/", factor_uses.uses, name="factor_uses"),
    path("reports/", reading.report_list, name="report_list"),
    path("reports/<int:pk>/", reading.report_detail, name="report_detail"),
    path("reports/<int:pk>/comment/", reading.comment, name="report_comment"),
    path("studies/<int:study_pk>/report/", signing.start, name="report_start"),
    path("reports/<int:pk>/submit/", signing.submit, name="report_submit"),
    path("reports/<int:pk>/sign/", signing.sign, name="report_sign"),
    path("reports/<int:pk>/return/", signing.return_for_changes, name="report_return"),
    path("reports/<int:pk>/correct/", signing.correct, name="report_correct"),
    path("reports/<int:pk>/preview/", files.preview, name="report_preview"),
    path("reports/<int:pk>/preview.pdf", files.preview_pdf, name="report_preview_pdf"),
    path("reports/<int:pk>/report.pdf", files.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/study.json", files.snapshot_json, name="report_snapshot"),
    path("reports/<int:pk>/validation/", files.validation, name="report_validation"),
    path("reports/<int:pk>/statements/", content.statements, name="report_statements"),
    path("reports/<int:pk>/document-review/", content.document_review, name="report_document_review"),
    path("reports/<int:pk>/sections/", content.sections, name="report_sections"),
    path("reports/<int:pk>/sections/<slug:key>/", content.section, name="report_section"),
    path("reports/<int:pk>/<slug:kind>/", content.rows, name="report_rows"),
    path("reports/<int:pk>/<slug:kind>/new/", content.new_row, name="report_row_new"),
    path("reports/<int:pk>/<slug:kind>/paste/", pasting.paste, name="report_rows_paste"),
    path("reports/<int:pk>/<slug:kind>/<int:row_pk>/", content.change_row, name="report_row"),
    path("reports/<int:pk>/<slug:kind>/<int:row_pk>/remove/", content.remove_row, name="report_row_remove"),
    path("reports/<int:pk>/<slug:kind>/<int:row_pk>/move/", content.move_row, name="report_row_move"),
    path("register/", register.register, name="register"),
    path("register/<int:pk>/", register.entry, name="register_entry"),
    path("register/<int:pk>/withdraw/", register.withdraw, name="register_withdraw"),
    path("certificate/", certificates.own, name="certificate"),
    path("certificate/handwriting/", certificates.handwriting, name="certificate_handwriting"),
    path(
        "certificate/handwriting/remove/",
        certificates.remove_handwriting,
        name="certificate_handwriting_remove",
    ),
    path("certificate/handwriting.png", certificates.handwriting_png, name="certificate_handwriting_png"),
    path("seal/", certificates.seal, name="seal"),
]
