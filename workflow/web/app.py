"""The application: pages, static files, and what stands before and behind them, made around one practice."""

import importlib
import pkgutil

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from workflow import logs
from workflow.services import working
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.web import errors, pages, static_files
from workflow.web.headers import SecurityHeaders
from workflow.web.protection import Gate
from workflow.web.rendering import environment, learn_paths
from workflow.web.request_log import RequestLog

_WORTH_COMPRESSING = 1_400
"""Bytes: what fits one packet anyway is sent as it is, so that a save pays nothing."""


def create_app(practice: Practice) -> FastAPI:
    """The web application of one practice."""
    app = bare_app(practice)
    for router in page_routers():
        app.include_router(router)
    learn_paths(app)
    return app


def from_settings() -> FastAPI:
    """The application as the settings in force describe it, for the server to call."""
    logs.configure()
    practice = Practice.from_settings(Settings())
    if (
        practice.database.embedded
    ):  # one process serves it; a server's database has workers of its own (careprofile work)
        working.in_the_background(practice)
    return create_app(practice)


def bare_app(practice: Practice) -> FastAPI:
    """The application without a page: tests put a few of their own on it, then call `rendering.learn_paths`."""
    https = not practice.settings.demo
    app = FastAPI(
        title="Care Profile",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        default_response_class=HTMLResponse,
        middleware=[
            Middleware(SecurityHeaders, https=https),
            Middleware(RequestLog),
            Middleware(GZipMiddleware, minimum_size=_WORTH_COMPRESSING, compresslevel=4),
            Middleware(Gate, https=https, hosts=practice.settings.host_names),
            Middleware(errors.Unexpected),
        ],
    )
    app.state.practice = practice
    app.mount("/static", static_files.serve, name="static")
    errors.install(app)
    environment()
    return app


def page_routers() -> list[APIRouter]:
    """The `router` of every module in `web.pages`, in order of name: a new section is one module and nothing else."""
    names = sorted(module.name for module in pkgutil.iter_modules(pages.__path__))
    return [importlib.import_module(f"{pages.__name__}.{name}").router for name in names]
