//! One page. Its shape and its facts are drawn from its number, so that they are the same in every locale.

use std::fmt::Write as _;

use super::PAGES_PER_FOLDER;
use super::random::Random;
use super::words::{Locale, Words};

/// Which page of how many.
pub(super) struct Page {
    pub(super) number: usize,
    pub(super) pages: usize,
    pub(super) seed: u64,
}

/// Where customers are looked after: the tenant stands in the query or in the path.
const ADDRESSES: [&str; 4] = [
    "https://security.microsoft.com?tid=customer_tenant_id",
    "https://security.microsoft.com/alerts?tid=customer_tenant_id",
    "https://security.microsoft.com/incidents?viewid=open&tid=customer_tenant_id",
    "https://login.microsoftonline.com/customer_tenant_id/adminconsent",
];

impl Page {
    /// What the page says in a locale.
    pub(super) fn write(&self, locale: &Locale, words: &Words) -> String {
        let random = Random::of(&[self.seed, self.number as u64]);
        let mut writer = Writer { page: self, locale, words, random, out: String::with_capacity(8 << 10) };
        writer.front_matter();
        for _ in 0..3 + writer.random.below(3) {
            writer.section();
        }
        writer.further();
        writer.out
    }
}

struct Writer<'a> {
    page: &'a Page,
    locale: &'a Locale,
    words: &'a Words,
    random: Random,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.line(text);
        self.out.push('\n');
    }

    fn front_matter(&mut self) {
        let words = self.words;
        let title = self.random.pick(&words.titles);
        let (month, day) = (self.random.below(12) + 1, self.random.below(28) + 1);
        let (description, tag) = (&words.prose[0], self.locale.tag);
        let _ = write!(
            self.out,
            "---\ntitle: {title}\ndescription: {description}\nms.topic: how-to\nms.date: 2026-{month:02}-{day:02}\n\
             ms.contentlocale: {tag}\n---\n\n# {title}\n\n"
        );
        self.prose(2);
        let note = self.random.pick(&words.notes);
        let note = self.filled(note);
        self.paragraph(&format!("> [!NOTE]\n> {note}"));
    }

    fn section(&mut self) {
        let words = self.words;
        let heading = self.random.pick(&words.headings);
        self.paragraph(&format!("## {heading}"));
        let sentences = self.random.below(3) + 2;
        self.prose(sentences);
        match self.random.below(4) {
            0 => self.table(),
            1 => self.code(),
            _ => self.prose(2),
        }
        let lead_in = self.random.pick(&words.lead_ins);
        self.paragraph(lead_in);
        self.procedure();
    }

    fn prose(&mut self, sentences: usize) {
        let words = self.words;
        let sentences: Vec<String> = (0..sentences)
            .map(|_| {
                let sentence = self.random.pick(&words.prose);
                self.filled(sentence)
            })
            .collect();
        self.paragraph(&sentences.join(" "));
    }

    fn procedure(&mut self) {
        let steps = &self.words.steps;
        let (count, first) = (self.random.below(6) + 3, self.random.below(steps.len()));
        // A stride that shares no divisor with the number of sentences repeats none.
        let stride = [1, 3, 5][self.random.below(3)];
        for number in 0..count {
            let step = self.filled(&steps[(first + number * stride) % steps.len()]);
            self.paragraph(&format!("{}. {step}", number + 1));
        }
    }

    fn table(&mut self) {
        let words = self.words;
        self.line(&format!("| {} |", words.columns.join(" | ")));
        self.line("| --- | --- | --- |");
        for cell in &words.cells {
            let (setting, value) = (setting(self.random.next()), self.random.below(90));
            self.line(&format!("| `{setting}` | {cell} | `{value}` |"));
        }
        self.out.push('\n');
    }

    fn code(&mut self) {
        let (address, limit) = (ADDRESSES[self.random.below(ADDRESSES.len())], self.random.below(50) + 1);
        self.paragraph(&format!(
            "```sh\nportal-cli login --url \"{address}\"\nportal-cli alerts list --limit {limit} --format json\n```"
        ));
    }

    fn further(&mut self) {
        let words = self.words;
        self.paragraph(&format!("## {}", words.more));
        for text in &words.links {
            let number = self.random.next();
            let page = self.other_page(number);
            self.line(&format!("- [{text}]({page})"));
        }
    }

    /// A sentence with its slots filled.
    fn filled(&mut self, sentence: &str) -> String {
        // One number for all slots, whose order is another in each language.
        let number = self.random.next();
        let (below_ten, below_twenty) = (number % 9 + 2, number % 20);
        let address = ADDRESSES[number as usize % ADDRESSES.len()];
        sentence
            .replace("{address}", address)
            .replace("{setting}", &setting(number))
            .replace("{number}", &below_ten.to_string())
            .replace("{page}", &self.other_page(number))
            .replace("{link}", &format!("https://www.example.com/regions/{below_twenty}?view=list"))
            .replace(
                "{article}",
                &format!("https://learn.microsoft.com/{}/defender/roles-{below_twenty}", self.locale.tag),
            )
    }

    fn other_page(&self, number: u64) -> String {
        let other = number as usize % self.page.pages;
        format!("../section-{:03}/page-{other:05}.md", other / PAGES_PER_FOLDER)
    }
}

fn setting(number: u64) -> String {
    format!("alert_level_{}", number % 40)
}
