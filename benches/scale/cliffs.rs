//! Pages that are large in one way. Each is written for a size `n`, so that it shows how time grows with it.

use std::fs;
use std::io;
use std::path::Path;

use crate::documentation::Documentation;

/// A page, or a few, that are as large as is asked for.
pub(crate) struct Cliff {
    pub(crate) name: &'static str,
    /// The largest `n` that is measured.
    pub(crate) most: usize,
    /// Writes it for an `n` below a folder.
    pub(crate) write: fn(usize, &Path) -> io::Result<()>,
}

pub(crate) const CLIFFS: &[Cliff] = &[
    Cliff { name: "locales of a page", most: 60, write: locales },
    Cliff { name: "locales without a source", most: 60, write: siblings },
    Cliff { name: "urls, the same", most: 50_000, write: |n, to| pair(to, &urls(0..n), &urls(0..n)) },
    Cliff { name: "urls, shuffled", most: 50_000, write: |n, to| pair(to, &urls(0..n), &urls(shuffled(n))) },
    Cliff {
        name: "urls, every tenth missing",
        most: 50_000,
        write: |n, to| pair(to, &urls(0..n), &urls(most_of(n))),
    },
    Cliff {
        name: "urls, every tenth extra",
        most: 50_000,
        write: |n, to| pair(to, &urls(most_of(n)), &urls(0..n)),
    },
    Cliff {
        name: "urls, all hosts changed",
        most: 50_000,
        write: |n, to| pair(to, &urls(0..n), &moved(&urls(0..n))),
    },
    Cliff {
        name: "urls, all broken",
        most: 50_000,
        write: |n, to| pair(to, &urls(0..n), &urls(0..n).replace("](", "] (")),
    },
    Cliff {
        name: "urls, none left",
        most: 50_000,
        write: |n, to| pair(to, &urls(0..n), "# Titel\n\nText.\n"),
    },
    Cliff {
        name: "urls of a paragraph, changed",
        most: 50_000,
        write: |n, to| pair(to, &paragraph(n), &moved(&paragraph(n))),
    },
    Cliff {
        name: "urls of definitions, changed",
        most: 50_000,
        write: |n, to| pair(to, &definitions(n), &moved(&definitions(n))),
    },
    Cliff {
        name: "urls of a bilingual page",
        most: 50_000,
        write: |n, to| pair(to, &urls(0..n), &bilingual(n)),
    },
    Cliff { name: "ignored findings", most: 50_000, write: |n, to| pair(to, &urls(0..n), &ignored(n)) },
    Cliff {
        name: "explicit anchors, changed",
        most: 50_000,
        write: |n, to| pair(to, &anchors(n), &anchors(n).replace("#s-", "#t-")),
    },
    Cliff {
        name: "rows of a table, some missing",
        most: 100_000,
        write: |n, to| pair(to, &table(0..n), &table(most_of(n))),
    },
    Cliff {
        name: "headings, the same",
        most: 50_000,
        write: |n, to| pair(to, &headings(0..n), &headings(0..n)),
    },
    Cliff {
        name: "headings, every tenth missing",
        most: 50_000,
        write: |n, to| pair(to, &headings(0..n), &headings(most_of(n))),
    },
    Cliff { name: "steps, the same", most: 100_000, write: |n, to| pair(to, &steps(0..n), &steps(0..n)) },
    Cliff {
        name: "steps, every tenth missing",
        most: 100_000,
        write: |n, to| pair(to, &steps(0..n), &steps(most_of(n))),
    },
    Cliff {
        name: "steps, other code",
        most: 50_000,
        write: |n, to| pair(to, &steps(0..n), &steps(0..n).replace("option_", "wahl_")),
    },
    Cliff {
        name: "unmarked steps, some missing",
        most: 100_000,
        write: |n, to| pair(to, &plain(0..n), &plain(most_of(n))),
    },
    Cliff {
        name: "steps as bullets",
        most: 100_000,
        write: |n, to| pair(to, &plain(0..n), &plain(0..n).replace("1. ", "- ")),
    },
    Cliff {
        name: "steps with wide markers",
        most: 100_000,
        write: |n, to| pair(to, &plain(0..n), &plain(0..n).replace("1. ", "1．")),
    },
    Cliff {
        name: "steps within steps",
        most: 2_000,
        write: |n, to| pair(to, &nested(n), &nested(n.saturating_sub(3))),
    },
    Cliff { name: "bytes of a file, alike", most: 100 << 20, write: |n, to| pair(to, &long(n), &long(n)) },
    Cliff {
        name: "bytes of a file, faults all over",
        most: 100 << 20,
        write: |n, to| pair(to, &long(n), &long(n).replace("option_7", "option_8")),
    },
    Cliff {
        name: "bytes of a line",
        most: 1 << 20,
        write: |n, to| pair(to, &"word ".repeat(n / 5), &"漢字、".repeat(n / 9)),
    },
    Cliff {
        name: "bytes of a line of urls",
        most: 1 << 20,
        write: |n, to| pair(to, &paragraph(n / 40), &paragraph(n / 40 - n / 400)),
    },
    Cliff {
        name: "opening brackets",
        most: 50 << 20,
        write: |n, to| pair(to, &"[".repeat(n), &"[".repeat(n)),
    },
    Cliff {
        name: "keys of front matter",
        most: 50_000,
        write: |n, to| pair(to, &front_matter(n), &front_matter(n)),
    },
];

/// A source and its translation.
fn pair(folder: &Path, source: &str, translation: &str) -> io::Result<()> {
    for (locale, text) in [("en", source), ("de", translation)] {
        let folder = folder.join(locale);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("page.md"), text)?;
    }
    Ok(())
}

/// One page in so many locales, in each of which something is wrong.
fn locales(n: usize, folder: &Path) -> io::Result<()> {
    Documentation { pages: 1, locales: n.max(2), faults: 1000, seed: 0 }.write(folder)
}

/// The same without its source, so that the translations vote on one another.
fn siblings(n: usize, folder: &Path) -> io::Result<()> {
    locales(n.max(3) + 1, folder)?;
    fs::remove_dir_all(folder.join("docs/en-us"))
}

/// All numbers below `n` but every tenth.
fn most_of(n: usize) -> impl Iterator<Item = usize> {
    (0..n).filter(|number| number % 10 != 0)
}

/// All numbers below `n`, far from their places.
fn shuffled(n: usize) -> impl Iterator<Item = usize> {
    // A prime larger than any `n` shares no divisor with it: every number comes once.
    (0..n).map(move |number| number * 1_000_003 % n)
}

fn moved(text: &str) -> String {
    text.replace("docs.example.com", "hilfe.example.org")
}

fn each(numbers: impl Iterator<Item = usize>, text: impl Fn(usize) -> String) -> String {
    "# Title\n\n".to_owned() + &numbers.map(text).collect::<String>()
}

fn urls(numbers: impl Iterator<Item = usize>) -> String {
    each(numbers, |n| {
        format!(
            "See [page {n}](https://docs.example.com/guide/part-{}/page-{n}?view=v{}).\n\n",
            n % 97,
            n % 13
        )
    })
}

fn paragraph(n: usize) -> String {
    each(0..n, |n| format!("[p{n}](https://docs.example.com/p-{n}) "))
}

fn definitions(n: usize) -> String {
    each(0..n, |n| format!("[page {n}]\n\n[page {n}]: https://docs.example.com/{n}\n\n"))
}

fn bilingual(n: usize) -> String {
    each(0..n, |n| {
        let link = format!("[S](https://docs.example.com/{n})");
        format!("Siehe {link}.<span class=\"sxs-lookup\">See {link}.</span>\n\n")
    })
}

fn ignored(n: usize) -> String {
    each(0..n, |n| {
        format!("<!-- instep-ignore url-drift: moved -->\n[Seite {n}](https://hilfe.example.org/{n})\n\n")
    })
}

fn anchors(n: usize) -> String {
    each(0..n, |n| format!("## Section {n} {{#s-{n}}}\n\n[up](#s-{n})\n\n"))
}

fn table(numbers: impl Iterator<Item = usize>) -> String {
    each(numbers, |n| format!("| row {n} | [page](https://docs.example.com/{n}) |\n")).replacen(
        "\n\n",
        "\n\n| a | b |\n| - | - |\n",
        1,
    )
}

fn headings(numbers: impl Iterator<Item = usize>) -> String {
    each(numbers, |n| format!("## Section {n}\n\nSet `option_{n}` here.\n\n"))
}

fn steps(numbers: impl Iterator<Item = usize>) -> String {
    each(numbers, |n| {
        format!("{}. Open **Panel {n}**, set `option_{n}` and go to https://docs.example.com/s/{n}.\n", n + 1)
    })
}

fn plain(numbers: impl Iterator<Item = usize>) -> String {
    each(numbers, |_| "1. Press the button and wait until the lamp is lit.\n".to_owned())
}

fn nested(levels: usize) -> String {
    each(0..levels, |level| format!("{}1. Open it.\n", "   ".repeat(level)))
}

fn front_matter(n: usize) -> String {
    let keys: Vec<String> = (0..n).map(|n| format!("key_{n}: value {n}\n")).collect();
    let keys = keys.concat();
    format!("---\n{keys}---\n\n# Title\n")
}

/// Pages of steps, tables and links behind one another, of `n` bytes.
fn long(n: usize) -> String {
    let mut out = String::with_capacity(n + 2048);
    for number in 0.. {
        if out.len() >= n {
            break;
        }
        let at = number * 10;
        out += &headings(std::iter::once(number));
        out += &urls(at..at + 3);
        out += &steps(0..9);
        out += &table(at..at + 4);
        out += &"Nothing is switched off while you work, and nobody has to be told beforehand. ".repeat(4);
        out += "\n\n";
    }
    out
}
