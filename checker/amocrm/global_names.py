"""Names that code may use without declaring them.

Sources: ECMAScript for the language; the standards of HTML, DOM and the other web interfaces for the browser; Kommo's
documentation of script.js, of environment variables and of modules (developers.kommo.com/docs: script-js,
environment-variables, modules) for what amoCRM's page has; the libraries' own documentation for theirs.
"""

from __future__ import annotations

from checker.regex import regex

_LANGUAGE = """
AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl
Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer
String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef
WeakSet arguments decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN
parseFloat parseInt undefined unescape
"""

_WINDOW = """
addEventListener alert atob blur btoa caches cancelAnimationFrame cancelIdleCallback captureEvents chrome clearInterval
clearTimeout clientInformation close closed confirm console cookieStore createImageBitmap crossOriginIsolated crypto
customElements devicePixelRatio dispatchEvent document documentPictureInPicture event external fetch find focus
frameElement frames getComputedStyle getScreenDetails getSelection history indexedDB innerHeight innerWidth
isSecureContext length localStorage location locationbar matchMedia menubar moveBy moveTo name navigation navigator
offscreenBuffering open opener origin outerHeight outerWidth pageXOffset pageYOffset parent performance personalbar
postMessage print prompt queryLocalFonts queueMicrotask releaseEvents removeEventListener reportError
requestAnimationFrame requestIdleCallback resizeBy resizeTo scheduler screen screenLeft screenTop screenX screenY scroll
scrollBy scrollTo scrollX scrollY scrollbars self sessionStorage setInterval setTimeout showDirectoryPicker
showOpenFilePicker showSaveFilePicker speechSynthesis status statusbar stop structuredClone styleMedia toolbar top
trustedTypes visualViewport window
clients importScripts registration skipWaiting
"""
"""The last line is of workers."""

_INTERFACES = """
AbortController AbortSignal AbstractRange ActiveXObject Animation Attr Audio BarProp BarcodeDetector BatteryManager
BeforeUnloadEvent Blob BlobEvent Bluetooth BroadcastChannel ByteLengthQueuingStrategy CDATASection CSS Cache
CacheStorage CanvasGradient CanvasPattern CanvasRenderingContext2D CaretPosition CharacterData Clipboard ClipboardEvent
ClipboardItem CloseEvent Comment CompositionEvent CompressionStream CookieStore CountQueuingStrategy Crypto CryptoKey
CustomElementRegistry CustomEvent CustomStateSet DataTransfer DataTransferItem DataTransferItemList DecompressionStream
Document DocumentFragment DocumentTimeline DocumentType DragEvent Element ElementInternals ErrorEvent Event EventCounts
EventSource EventTarget External EyeDropper File FileList FileReader FileReaderSync FileSystem FocusEvent FormData
FormDataEvent GPU Gamepad Geolocation HID HashChangeEvent Headers Highlight History IdleDeadline IdleDetector Image
InputDeviceInfo InputEvent IntersectionObserver IntersectionObserverEntry Keyboard KeyboardEvent KeyframeEffect
LargestContentfulPaint Location Lock LockManager MathMLElement MessageChannel MessageEvent MessagePort MimeType
MimeTypeArray MouseEvent MutationEvent MutationObserver MutationRecord NamedNodeMap Navigation Navigator
NetworkInformation Node NodeFilter NodeIterator NodeList Notification OffscreenCanvas OffscreenCanvasRenderingContext2D
Option OverconstrainedError PageTransitionEvent Path2D Performance Permissions PictureInPictureEvent
PictureInPictureWindow Plugin PluginArray PointerEvent PopStateEvent Presentation ProcessingInstruction ProgressEvent
PromiseRejectionEvent PublicKeyCredential RadioNodeList Range ReportingObserver Request ResizeObserver
ResizeObserverEntry ResizeObserverSize Response Scheduler Screen ScreenOrientation SecurityPolicyViolationEvent
Selection Serial SerialPort ServiceWorker ServiceWorkerContainer ServiceWorkerRegistration ShadowRoot SharedWorker
SourceBuffer SourceBufferList StaticRange Storage StyleSheet StyleSheetList SubmitEvent SubtleCrypto Text TimeRanges
ToggleEvent Touch TouchEvent TouchList TrackEvent TransformStream TransitionEvent TreeWalker UIEvent URL URLPattern
URLSearchParams USB UserActivation VTTCue VTTRegion ValidityState VisualViewport WakeLock WakeLockSentinel WebAssembly
WebSocket WebTransport WheelEvent Window Worker Worklet WorkletGlobalScope XMLDocument XMLHttpRequest
XMLHttpRequestEventTarget XMLHttpRequestUpload XMLSerializer XPathEvaluator XPathExpression XPathResult XSLTProcessor
"""

_FAMILIES = regex(
    r"(?:HTML|SVG|CSS|DOM|IDB|GPU|XR|RTC|USB|HID|MIDI|WebGL|WebTransport|Audio|Media|Video|Image|Text|Font|Animation"
    r"|Performance|Payment|Presentation|Bluetooth|FileSystem|Readable|Writable|Speech|Background|Push|Permission|Storage"
    r"|Device|Gamepad|Geolocation|Navigation|OffscreenCanvas|webkit|WebKit|moz|Moz|ms)[A-Z0-9]\w*"
)
"""Interfaces that come in dozens (`HTMLDivElement`), and names that one browser alone has."""

DOCUMENTED = frozenset(
    {"AMOCRM", "APP", "define", "require", "requirejs", "$", "jQuery", "_", "Backbone", "moment", "Twig"}
)
"""What amoCRM's page has, as its documentation uses it."""
_MODULES = frozenset({"define", "require", "requirejs", "module", "exports"})
"""What module loaders hand to a file."""

_LIBRARIES = """
Backbone Bootstrap CKEDITOR Centrifuge Chart ChartJS ClassicEditor ClipboardJS Cookies CryptoJS DaData Dropzone Ext FB
FileSaver Flatpickr Handlebars Highcharts IMask Inputmask JSZip JsSIP L Marionette Masonry Mustache NProgress Noty
PDFJS Papa Plotly Popper Pusher QRCode Quill R React ReactDOM Redux Rx SIP Selectize Sentry Sortable Stripe Swal Swiper
Tabulator THREE Tippy Vue VueRouter Vuex VK Vuetify XLSX YT Ya ace angular axios bootstrap c3 d3 dataLayer dayjs
docx echarts fabric flatpickr fbq ga gapi google grecaptcha gtag hljs html2canvas i18next io jsPDF jspdf jstree ko
luxon m marked mapboxgl mixpanel numeral pdfMake pdfjsLib preact saveAs showdown sjcl swal tinyMCE tinymce tippy toastr
videojs ym ymaps ymaps3
"""

NODE = frozenset({"process", "Buffer", "global", "__dirname", "__filename", "setImmediate", "clearImmediate"})
"""What Node gives to its programs and no browser to a widget."""


def _words(*tables: str) -> frozenset[str]:
    return frozenset(word for table in tables for word in table.split())


PLATFORM = _words(_LANGUAGE, _WINDOW, _INTERFACES) | DOCUMENTED | _MODULES
"""Names that exist wherever a widget runs."""
LIBRARIES = _words(_LIBRARIES)
"""Names under which common libraries are known, if they are loaded."""
OWN_NAMES_OF_WINDOW = _words("self event")
"""Of the window, but also what developers call variables of their own: setting them by these names is an accident."""


def is_known(name: str) -> bool:
    """Whether code may use a name without declaring it, as far as anybody but the widget decides."""
    from checker.languages.handlers import EVENT_ATTRIBUTES

    return name in PLATFORM or name in LIBRARIES or _FAMILIES.fullmatch(name) is not None or name in EVENT_ATTRIBUTES
