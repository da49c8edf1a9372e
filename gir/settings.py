"""Settings, all from the environment. Secrets come from a variable or from the file that `<NAME>_FILE` names.

GIR_MODE is `production` unless the environment says `demo` or `test`; production refuses to start on anything
that only a demo may have (see checks.py).
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from gir import logs
from gir.recording_store import recording_store
from retention import places

# Of what a browser can lend to a page, what no page of this system ever asks for.
WITHOUT_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts",
    "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock",
    "serial", "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

MODE = env.str("GIR_MODE", default="production")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured(f"GIR_MODE must be production, demo or test, not {MODE!r}.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
STATE_DIR = Path(env.str("GIR_STATE", default=str(BASE_DIR / ".demo")))

DEBUG = False
SECRET_KEY = env.str("GIR_SECRET_KEY") if MODE != "test" else "test-" + "0" * 60
KEY_RING = (
    env.str("GIR_KEY_RING") if MODE != "test" else "test-1:" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
)
# Signs the ledger of destructions, and is of no use for reading anything.
LEDGER_KEY = (
    env.str("GIR_LEDGER_KEY")
    if MODE != "test"
    else "test-1:" + "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="
)
# Where the copy of the ledger is kept, outside the database: a folder, or s3://bucket/prefix.
LEDGER_COPY = env.str("GIR_LEDGER_COPY", default="" if PRODUCTION else str(STATE_DIR / "ledger"))
# Opens /metrics; without it there is no such page.
METRICS_TOKEN = env.str("GIR_METRICS_TOKEN", default="")
# Where the files of recordings are kept: a folder, or s3://bucket (gir/recording_store.py).
RECORDINGS = env.str("GIR_RECORDINGS", default="" if PRODUCTION else str(STATE_DIR / "recordings"))
# A two-hour call of 8,000 samples a second in two channels is a quarter of this.
RECORDINGS_MAX_BYTES = env.int("GIR_RECORDINGS_MAX_BYTES", default=1024 * 1024 * 1024)
# How many requests one telephony system may make in a minute; a call is two of them.
INTAKE_PER_MINUTE = env.int("GIR_INTAKE_PER_MINUTE", default=600)
# A folder in which recorders put their files, a sub-folder per telephony system (recordings/folder.py); "" for none.
RECORDINGS_INBOX = env.str("GIR_RECORDINGS_INBOX", default="")
ALLOWED_HOSTS = env.list("GIR_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("GIR_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("GIR_SITE_URL", default="http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "guardian",
    "auditlog",
    "tree_queries",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "gir",
    "protection",
    "notices",
    "retention",
    "accounts",
    "incidents",
    "recordings",
    "oversight",
]

MIDDLEWARE = [
    "gir.middleware.BelievedProxyMiddleware",
    "gir.request_id.RequestIdMiddleware",
    "gir.middleware.FixedHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "gir.middleware.TrafficMiddleware",
    "gir.middleware.MethodsMiddleware",
    "gir.middleware.ClosedAfterRestoreMiddleware",
    "gir.middleware.PublicPagesMiddleware",
    "accounts.middleware.CrossingRequestsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gir.middleware.OwnFormsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.known_devices.KnownDeviceMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.AnotherKeyMiddleware",
    "accounts.middleware.NeverCachedMiddleware",
    "accounts.middleware.IdleSignOutMiddleware",
    "accounts.closed.ClosedMiddleware",
    "accounts.single_sign_on.middleware.AskProviderMiddleware",
    "accounts.second_factor_first.SecondFactorFirstMiddleware",
    "accounts.notice_first.NoticeFirstMiddleware",
]

ROOT_URLCONF = "gir.urls"
WSGI_APPLICATION = "gir.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=env.NOTSET if PRODUCTION else f"sqlite:///{STATE_DIR / 'gir.sqlite3'}"
    )
}
if DATABASES["default"].get("ENGINE") == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that reads and then writes waits for its turn instead of failing half-way.
    # secure_delete: what is destroyed is overwritten in the file too.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        # Without the last, INSERT OR REPLACE would take a row of the ledger away past the trigger that refuses that.
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; "
        "PRAGMA recursive_triggers=ON;",
    )
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"serializer": "gir.cache.JsonSerializer"},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Without a broker, worker and beat run in one process on Celery's in-memory transport (gir/work.py).
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# guardian's backend is left out on purpose: it knows no dates and no tree. User.has_perm asks the policy.
# SQLite leaves out what PostgreSQL keeps beside an index (incidents.Sight); it only reads a little more.
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "models.W040"]
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
ANONYMOUS_USER_NAME = None

# The change log is the project's own table (accounts/models/change_log.py); django-auditlog makes none.
AUDITLOG_LOGENTRY_MODEL = "accounts.ChangeLogEntry"
MIGRATION_MODULES = {"auditlog": None}
# What is due is hidden from the default manager, and compared all the same.
AUDITLOG_USE_BASE_MANAGER = True
AUDITLOG_STORE_JSON_CHANGES = True

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms_sign_in.LoginForm",
    "change_password": "accounts.forms_sign_in.ChangePasswordForm",
    "reset_password": "accounts.forms_sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms_sign_in.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms_sign_in.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = False
# Nobody signs up here; and an address without an account must get the same answer as one that has one.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Step-up (accounts/step_up.py): how long somebody who confirmed who they are is believed, in seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

# The second factor (accounts/second_factor.py); no setting turns it off.
MFA_ADAPTER = "accounts.second_factor.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "accounts.forms.second_factor.ActivateAppForm",
    "add_webauthn": "accounts.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.second_factor.RenamePasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
# An administrator gave the address; whoever follows the link to choose a password would be held up for ever.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A code that turned over while it was typed is still good; used once is used up (forms/second_factor.py).
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "GIR"

# And after the same time: far longer than writing a mail in the outbox takes on a busy database.
PASSWORD_RESET_SECONDS = 0.0 if MODE == "test" else 0.5

# Passwords are counted by accounts.guessing, and so are mailed links; "login_failed" is what allauth counts further on,
# when the password was right. A limit per network address alone would let one person shut out a whole town hall; that on
# asking for a link keeps one address from holding more than a thread or so, for each takes PASSWORD_RESET_SECONDS.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "5/300s/key,10/3600s/key",
    "reset_password": "120/m/ip",
    # Nobody guesses the key of a link.
    "reset_password_from_key": "",
}

EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="consolemail://" if not PRODUCTION else "smtp://localhost:25"
)
vars().update(EMAIL_CONFIG)
# A mail server that hangs must not hold the worker.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("GIR_MAIL_FROM", default="GIR <gir@localhost>")

# Signing in at a municipality's own identity provider (accounts/single_sign_on).
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.adapter.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# Hosts of identity providers on the operator's own network: others must have a public address.
SSO_INTERNAL_HOSTS = env.list("GIR_SSO_INTERNAL_HOSTS", default=[])
# The certificates that such a host is known by, where it is not by public ones: a file of PEM blocks.
SSO_CERTIFICATES = env.str("GIR_SSO_CERTIFICATES", default="")

SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gir.views.csrf_failure"
# Messages are shown once and must survive no longer than the page that shows them; they name references only.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
# Says with a signature which people signed in with a browser before (accounts.known_devices).
KNOWN_DEVICE_COOKIE_NAME = "__Host-device" if PRODUCTION else "device"
if PRODUCTION:
    # A browser takes such a cookie over https only, for the whole of this host and for no other: nobody who has a
    # neighbouring host name can set one here.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# The addresses of the proxies in front, as this machine sees them; what others say of whom they speak for is dropped
# before it is read (gir.middleware.BelievedProxyMiddleware). The limits on signing in count per REMOTE_ADDR: without this
# everybody would share the proxy's, and somebody who guesses passwords would lock out whole municipalities.
PROXIES = env.list("GIR_PROXIES", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
# No address of a page goes anywhere, not even to a page of this site (see OwnFormsMiddleware).
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
FIXED_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    # The player is a plain <audio> that somebody starts, and needs none of these. Passkeys are for this site alone.
    "Permissions-Policy": ", ".join(
        [
            *(f"{feature}=()" for feature in WITHOUT_FEATURES),
            "publickey-credentials-create=(self)",
            "publickey-credentials-get=(self)",
        ]
    ),
}
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # The tick of a checkbox in the Utrecht components is a data: image.
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Dutch is the language of the source texts; English is the translation in locale/en.
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
FORMAT_MODULE_PATH = ["gir.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("GIR_STATIC", default=str(BASE_DIR / ".static")))
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / ".vendor"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "ledger": places.storage(LEDGER_COPY, env),
    "recordings": recording_store(
        RECORDINGS,
        env.str("GIR_RECORDINGS_ACCESS_KEY", default=""),
        env.str("GIR_RECORDINGS_SECRET_KEY", default=""),
    ),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"

# Evidence is read in memory, encrypted and stored; it never passes through a temporary folder.
FILE_UPLOAD_HANDLERS = ["gir.uploads.MemoryOnlyUploadHandler"]
EVIDENCE_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "gir.logs.NoPersonalDataFormatter"},
        "json": {"()": "gir.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": logs.chosen_format()}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
