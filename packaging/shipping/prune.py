"""What a freeze collects and Snug does not use, or must take from the system it runs on.

Names are those inside the program's `_internal` folder, with `/` between folders.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

Entry = tuple[str, str, str]  # PyInstaller's: the place, the source, the kind

# Libraries that belong to the system a program runs on. A graphics driver loaded into the
# process would bind to ours, which may be older than what it was built for, and fail: the GPU
# would be gone without a word. The same holds for X11, Wayland, fonts and GLib, whose settings
# and servers are the system's.
OF_THE_SYSTEM = (
    "libstdc++.so.*",
    "libgcc_s.so.*",
    "libvulkan.so.*",
    "libdrm*.so.*",
    "libgbm.so.*",
    "libEGL.so.*",
    "libGL*.so.*",
    "libOpenGL.so.*",
    "libX*.so.*",
    "libICE.so.*",
    "libSM.so.*",
    "libxcb.so.*",
    "libxcb-glx.so.*",
    "libxcb-randr.so.*",
    "libxcb-render.so.*",
    "libxcb-shape.so.*",
    "libxcb-shm.so.*",
    "libxcb-sync.so.*",
    "libxcb-xfixes.so.*",
    "libwayland-*.so.*",
    "libfontconfig.so.*",
    "libfreetype.so.*",
    "libharfbuzz.so.*",
    "libgraphite2.so.*",
    "libpng*.so.*",
    "libbrotli*.so.*",
    "libexpat.so.*",
    "libglib-2.0.so.*",
    "libgthread-2.0.so.*",
    "libgio-2.0.so.*",
    "libgobject-2.0.so.*",
    "libgmodule-2.0.so.*",
    "libpcre2*.so.*",
    "libdbus-1.so.*",
    "libsystemd.so.*",
    "libgcrypt.so.*",
    "libgpg-error.so.*",
    "libcap.so.*",
    "liblz4.so.*",
    "libzstd.so.*",
    "liblzma.so.*",
    "libz.so.*",
    "libuuid.so.*",
    "libbsd.so.*",
    "libmd.so.*",
    "libudev.so.*",
    "libselinux.so.*",
    "libmount.so.*",
    "libblkid.so.*",
    "libgssapi_krb5.so.*",
    "libkrb5*.so.*",
    "libk5crypto.so.*",
    "libcom_err.so.*",
    "libkeyutils.so.*",
    "libresolv.so.*",
    # Those of GTK's theme, which is left out.
    "libatk-*.so.*",
    "libcairo*.so.*",
    "libdatrie.so.*",
    "libfribidi.so.*",
    "libgdk_pixbuf-*.so.*",
    "libgtk-*.so.*",
    "libgdk-*.so.*",
    "libjpeg.so.*",
    "libpango*.so.*",
    "libpixman-*.so.*",
    "libthai.so.*",
)

# Qt's parts that no page uses.
UNUSED_QT = (
    "*/translations/*",
    "*/plugins/platforms/libqeglfs*",
    "*/plugins/platforms/libqlinuxfb*",
    "*/plugins/platforms/libqminimal*",
    "*/plugins/platforms/libqvkkhrdisplay*",
    "*/plugins/platforms/libqvnc*",
    "*/plugins/platforms/qdirect2d*",
    "*/plugins/platforms/qminimal*",
    "*/plugins/platformthemes/libqgtk3*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/networkinformation/*",
    "*/plugins/printsupport/*",
    "*/plugins/qml*",
    "*/plugins/sqldrivers/*",
    "*/plugins/tls/*",
    "*/plugins/vectorimageformats/*",
    "*/plugins/wayland-graphics-integration-server/*",
    "*/plugins/imageformats/*qicns*",
    "*/plugins/imageformats/*qpdf*",
    "*/plugins/imageformats/*qtga*",
    "*/plugins/imageformats/*qtiff*",
    "*/plugins/imageformats/*qwbmp*",
    "*/*Qt6EglFs*",
    "*/*Qt6EglFS*",
    "*/*Qt6Network*",
    "*/*Qt6OpenGLWidgets*",
    "*/*Qt6Pdf*",
    "*/*Qt6Qml*",
    "*/*Qt6Quick*",
    "*/*Qt6Sql*",
    "*/*Qt6Test*",
    "*/*Qt6VirtualKeyboard*",
    "*/*Qt6WaylandCompositor*",
    "*/*Qt6WaylandEglCompositor*",
    "*/opengl32sw.dll",
    "*/d3dcompiler_*.dll",
)

# Python's and the packages' parts that nothing imports.
UNUSED_PYTHON = (
    "*/lib-dynload/_tkinter*",
    "*/lib-dynload/_test*",
    "*/lib-dynload/_xx*",
    "*/lib-dynload/_curses*",
    "*/lib-dynload/readline*",
    "libreadline.so.*",
    "libncurses*.so.*",
    "libtinfo.so.*",
    "libtcl*",
    "libtk*",
    "_tcl_data/*",
    "_tk_data/*",
    "tcl8/*",
    "pyqtgraph/examples/*",
    "pyqtgraph/colors/maps/*",
    "pyqtgraph/icons/*.png",
    "*.dist-info/direct_url.json",  # where the builder had it from
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*/tests/*",
    "*/*.pyi",
    "*/*.pyx",
    "*/*.pxd",
    "*/*.h",
)

# Modules that are never imported, by the program each of them is left out of.
NO_PROGRAM_NEEDS = (
    "tkinter",
    "unittest",
    "doctest",
    "pdb",
    "test",
    "lib2to3",
    "distutils",
    "setuptools",
    "pkg_resources",
    "pip",
    "curses",
    "readline",
    "multiprocessing.dummy",
    "numpy.f2py",
    "numpy.testing",
    "numpy.distutils",
    "numpy.random",
    "yaml._yaml",
    "anyio",
    "click",
    "httpx2._main",
    "huggingface_hub.cli",
    "huggingface_hub.inference",
    "IPython",
    "matplotlib",
    "scipy",
    "pandas",
    "torch",
    "PIL",
    "rich",
    "typer",
    "hf_xet",
    "fsspec",
    "llama_cpp.server",
)
THE_WINDOW_LACKS = (
    "llama_cpp",
    "diskcache",
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtPrintSupport",
    "PySide6.QtQml",
    "PySide6.QtSql",
    "PySide6.QtTest",
)
THE_WORKER_LACKS = ("PySide6", "shiboken6", "pyqtgraph", "ui")


def is_pruned(name: str) -> bool:
    """Whether a file of the freeze stays out; `name` is its place within `_internal`."""
    slashed = name.replace("\\", "/")
    last = slashed.rpartition("/")[2]
    if any(fnmatchcase(last, pattern) for pattern in OF_THE_SYSTEM):
        return True
    # A leading slash, so that `*/` matches the topmost folder as well.
    return any(
        fnmatchcase(slashed, pattern) or fnmatchcase(f"/{slashed}", pattern)
        for pattern in (*UNUSED_QT, *UNUSED_PYTHON)
    )


def without(entries: Iterable[Entry]) -> list[Entry]:
    """The freeze's entries (place first) that stay."""
    return [entry for entry in entries if not is_pruned(entry[0])]
