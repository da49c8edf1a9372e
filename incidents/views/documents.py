# SPDX-License-Identifier: EUPL-1.2
"""How a document that was just made goes to the browser: to keep there, and nowhere else."""

from django.http import HttpResponse


def pdf(content: bytes, file_name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )
