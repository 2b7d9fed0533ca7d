"""Sites that are made for a test: names and texts that mean no good, and findings without end."""

from pathlib import Path

NASTY = "100% %0A ::error::x ]]> <script>window.pwned=1</script> \"two\" 'one' &amp; | `tick` \u202eback\u202c \u2066iso \ufffd \x1b[31m\x07 \u2028 @you #1 *b* [t](javascript:pwned)"

NAMES = [
    "plain",
    "100% %0A",
    "::error::x",
    "x]]>y",
    "<script>window.pwned=1<",
    "quote\"'&amp;",
    "new\nline",
    "esc\x1b[31m",
    "rtl-\u202eمرحبا",
    "tick`|bar",
]


def hostile(folder: Path) -> Path:
    """Pages in English, German and Arabic whose names, URLs and steps hold what formats trip over."""
    for name in NAMES:
        write(folder, "en", name, f"1. Open https://portal.example.com/start\n2. Choose {NASTY}.\n3. Sign out.\n")
        write(folder, "de", name, "1. Öffne https://portal.exampel.com/start\n2. Melde dich ab.\n")
        write(folder, "ar", name, f"1. افتح https://portal.example.com/start\n2. اختر {NASTY}.\n3. سجّل الخروج.\n")
    long = "https://portal.example.com/?q=" + "x" * 1_000_000
    write(folder, "en", "long", f"# Long\n\n1. Open {long}.\n2. Choose {'word ' * 200_000}.\n")
    write(folder, "de", "long", f"# Lang\n\n1. Öffne {long.replace('portal', 'protal')}.\n")
    write(folder, "ar", "long", "# طويل\n\n1. افتح https://portal.example.com/.\n2. اختر.\n")
    return folder


LOCALES = ["de", "fr", "es", "it", "ja", "ko", "pt", "tr", "ar"]


def faulty(folder: Path, findings: int) -> Path:
    """About so many findings: in each translation of each page, five hosts are misspelt."""
    pages = -(-findings // (5 * len(LOCALES)))
    for page in range(pages):
        for locale in ["en", *LOCALES]:
            blocks = [f"# Page {page}\n"]
            for block in range(5):
                wrong = locale[0] if locale != "en" else ""
                blocks.append(f"Text {block} of {page}: https://host{block}{wrong}.example.com/p{page}/b{block}\n")
            write(folder, locale, f"page{page}", "\n".join(blocks))
    return folder


def write(folder: Path, locale: str, name: str, text: str) -> None:
    path = folder / "docs" / locale / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
