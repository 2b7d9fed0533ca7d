//! What the parser takes out of a line: URLs, what is meant as one, and what is meant as a step.

use std::fmt::Write as _;

use instep::model::document::Document;
use instep::model::source_file::SourceFile;
use instep::parse::parse;

/// Kind and text of each URL, what it reads and the whole that it is a part of where these are another; then of what is meant as one its text, flaw and what it should read, then of each broken
/// marker its text, number and flaw.
fn taken(document: &Document) -> String {
    let mut out = String::new();
    for url in &document.urls {
        let written = document.text(url.span);
        write!(out, " {:?} {written}", url.kind).unwrap();
        if url.url.as_str() != written {
            write!(out, " = {}", url.url.as_str()).unwrap();
        }
        if url.whole != url.span {
            write!(out, " in {}", document.text(url.whole)).unwrap();
        }
    }
    for near in &document.near_urls {
        write!(out, " {:?} {} ({})", near.flaw, document.text(near.span), near.intended).unwrap();
    }
    for near in &document.near_steps {
        write!(out, " {:?} {} ({})", near.flaw, document.text(near.span), near.ordinal).unwrap();
    }
    if out.is_empty() { "nothing".to_owned() } else { out.trim_start().replace('\n', "⏎") }
}

/// Checks lines of a text, an arrow, and what is taken out of it.
fn assert_taken(table: &str) {
    let signs = |text: &str| {
        let text = text.replace('⏎', "\n").replace("{zwsp}", "\u{200b}");
        text.replace("{ws}", "\u{3000}").replace("{nbsp}", "\u{a0}").replace("{tab}", "\t")
    };
    for row in table.trim().lines() {
        let (line, expected) = row.split_once(" => ").unwrap();
        let (path, text) = line.strip_prefix("MDX ").map_or(("page.md", line), |text| ("page.mdx", text));
        let document = parse(&SourceFile::new(path, signs(text)));
        assert_eq!(signs(&taken(&document)), signs(expected), "{line}");
    }
}

/// Where URLs and links broke, and where they did not.
const BROKEN: &str = r##"
x https: //host.example.com/a y => Space https: //host.example.com/a (https://host.example.com/a)
x https :// host.example.com/a y => Space https :// host.example.com/a (https://host.example.com/a)
x http：//host.example.com/a y => FullWidth http：//host.example.com/a (http://host.example.com/a)
x https:／／host.example.com/a y => FullWidth https:／／host.example.com/a (https://host.example.com/a)
x https//host.example.com/a y => Scheme https//host.example.com/a (https://host.example.com/a)
x https:/host.example.com/a y => Scheme https:/host.example.com/a (https://host.example.com/a)
x https:/ /host.example.com/a y => Space https:/ /host.example.com/a (https://host.example.com/a)
x https:host.example.com/a y => Scheme https:host.example.com/a (https://host.example.com/a)
x https:host.example.org y => nothing
x https:www.host.example.org y => Scheme https:www.host.example.org (https://www.host.example.org)
x https:host.example.org:80 y => Scheme https:host.example.org:80 (https://host.example.org:80)
x https:a.md y => nothing
x h ttps://host.example.com/a y => Space h ttps://host.example.com/a (https://host.example.com/a)
x -https: //host.example.com y => nothing
x H ttp://host.example.com y => Space H ttp://host.example.com (http://host.example.com)
x https:\/\/host.example.com/a y => Backslash https:\/\/host.example.com/a (https://host.example.com/a)
x https:\//host.example.com/a y => Backslash https:\//host.example.com/a (https://host.example.com/a)
x https:{zwsp}//host.example.com/a y => Invisible https:{zwsp}//host.example.com/a (https://host.example.com/a)
x https:{ws}//host.example.com/a y => Space https:{ws}//host.example.com/a (https://host.example.com/a)
x https:     //host.example.com/a y => nothing
x https:    //host.example.com/a y => Space https:    //host.example.com/a (https://host.example.com/a)
x HTTPS: //host.example.com/a y => Space HTTPS: //host.example.com/a (https://host.example.com/a)
x Https ://host.example.com/a y => Space Https ://host.example.com/a (https://host.example.com/a)
x HTTP：//host.example.com/a y => FullWidth HTTP：//host.example.com/a (http://host.example.com/a)
x HTTP: //a.example.com http: //b.example.com HTTP: //c.example.com y => Space HTTP: //a.example.com (http://a.example.com) Space http: //b.example.com (http://b.example.com) Space HTTP: //c.example.com (http://c.example.com)
x HTTPS://host.example.com/a y => Bare HTTPS://host.example.com/a
x HTTP: the HTTP//1.1 HTTPS: //host y => nothing
x https: //host y => nothing
x https: //host..example.com y => nothing
x https: //host.example.c y => nothing
x https: //host.example.c0m y => nothing
x https: //host.example.com. y => Space https: //host.example.com (https://host.example.com)
x https: //host.example.com/a。 y => Space https: //host.example.com/a (https://host.example.com/a)
x https: //host.example.com/a) y => Space https: //host.example.com/a (https://host.example.com/a)
x https: //host.example.com/aé y => Space https: //host.example.com/a (https://host.example.com/a)
x `https: //host.example.com/a` y => nothing
x the http part //host.example.com y => nothing
x use https: //server.request y => nothing
x htpps://host.example.com/a y => Scheme htpps://host.example.com/a (https://host.example.com/a)
x htps://host.example.com/a y => Scheme htps://host.example.com/a (https://host.example.com/a)
x htttps://host.example.com y => Scheme htttps://host.example.com (https://host.example.com)
x httsp://host.example.com y => Scheme httsp://host.example.com (https://host.example.com)
x hxtps://host.example.com y => Scheme hxtps://host.example.com (https://host.example.com)
x hxxps://host.example.com y => nothing
x xttps://host.example.com y => nothing
x ttps://host.example.com y => Scheme ttps://host.example.com (https://host.example.com)
x shttps://host.example.com y => Bare https://host.example.com
x ftp://host.example.com y => Bare ftp://host.example.com
x git://host.example.com y => nothing
x htpps://host y => nothing
x htpps://host.example.com/aé y => Scheme htpps://host.example.com/a (https://host.example.com/a)
x https://.example.com/a y => Host https://.example.com/a (https://example.com/a)
x https:///example.com/a y => Host https:///example.com/a (https://example.com/a)
x https://..example.com/a y => nothing
x https://./a y => nothing
x https://.host.c/a y => nothing
x [t] (https://host.example.com/a) y => Detached [t] (https://host.example.com/a) (https://host.example.com/a)
x [t]{ws}(https://host.example.com/a) y => Bare https://host.example.com/a
x [t]  (https://host.example.com/a) y => Detached [t]  (https://host.example.com/a) (https://host.example.com/a)
x [t]   (https://host.example.com/a) y => Bare https://host.example.com/a
x ![t] (https://host.example.com/a) y => Detached ![t] (https://host.example.com/a) (https://host.example.com/a)
x \[t] (https://host.example.com/a) y => Bare https://host.example.com/a
x [ ] (https://host.example.com/a) y => Bare https://host.example.com/a
x [x] (https://host.example.com/a) y => Bare https://host.example.com/a
x [t [u] v] (https://host.example.com/a) y => Detached [t [u] v] (https://host.example.com/a) (https://host.example.com/a)
x [t (https://host.example.com/a) y => Bare https://host.example.com/a
x [t]（https://host.example.com/a） y => FullWidth [t]（https://host.example.com/a） (https://host.example.com/a)
x [t](https://host.example.com/a） y => Bracket [t](https://host.example.com/a） (https://host.example.com/a)
x [t](https://host.example.com/a] y => Bracket [t](https://host.example.com/a] (https://host.example.com/a)
x [t]((https://host.example.com/a)) y => Bracket (https://host.example.com/a) (https://host.example.com/a)
x [t] (https://host.example.com/a_(b)) y => Detached [t] (https://host.example.com/a_(b)) (https://host.example.com/a_(b))
x [t] ("https://host.example.com/a") y => Bare https://host.example.com/a
x [t] (../a.md) y => Detached [t] (../a.md) (../a.md)
x [t] (./a) y => Detached [t] (./a) (./a)
x [t] (/a) y => nothing
x [t] (/) y => nothing
x [t] (..) y => nothing
x [t] (a.md) y => nothing
x [t] (abc.md) y => Detached [t] (abc.md) (abc.md)
x [t] (abc.md#x) y => Detached [t] (abc.md#x) (abc.md#x)
x [t] (abc.exe) y => nothing
x [t] (#ab) y => Detached [t] (#ab) (#ab)
x [t] (#a) y => nothing
x [t] (#a b) y => nothing
x [t] (some words) y => nothing
x [t] (mailto:a@example.com) y => Detached [t] (mailto:a@example.com) (mailto:a@example.com)
x [t] (http://a.b) y => Bare http://a.b
x [t] (http://a) y => Bare http://a
x [t] (../é.md) y => nothing
x [t](https://host.example.com/a "t”) y => SmartQuote [t](https://host.example.com/a "t”) (https://host.example.com/a)
x [t](https://host.example.com/a „t“) y => SmartQuote [t](https://host.example.com/a „t“) (https://host.example.com/a)
x [t](https://host.example.com/a “t”) y => SmartQuote [t](https://host.example.com/a “t”) (https://host.example.com/a)
x [t](https://host.example.com/a b) y => Space [t](https://host.example.com/a b) (https://host.example.com/ab)
x [t](https://host.example.com/{zwsp}a b) y => Invisible [t](https://host.example.com/{zwsp}a b) (https://host.example.com/a)
x [t](https://host. example.com/a) y => Space [t](https://host. example.com/a) (https://host.example.com/a)
x [t](https://host.example.com/a 'it's') y => Bare https://host.example.com/a
x [t](../a b.md) y => Space [t](../a b.md) (../ab.md)
x [t](<../a b.md>) y => Inline ../a b.md in [t](<../a b.md>)
x https://host.example.com{nbsp}/a y => Invisible https://host.example.com{nbsp}/a (https://host.example.com/a)
x https://host.example.com{nbsp}a y => Bare https://host.example.com
x https://host.example.com/a{zwsp}b y => Invisible https://host.example.com/a{zwsp}b (https://host.example.com/ab)
x https://host.example.com/a{zwsp} y => Bare https://host.example.com/a
x https://host.example.com/a？b=c y => FullWidth https://host.example.com/a？b=c (https://host.example.com/a?b=c)
x https://host.example.com/a？bc y => Bare https://host.example.com/a
x https://host.example.com/a?b＝c y => FullWidth https://host.example.com/a?b＝c (https://host.example.com/a?b=c)
x https://host.example.com/a＝c y => Bare https://host.example.com/a
x https://host.example.com/a?b=c＆d=e y => FullWidth https://host.example.com/a?b=c＆d=e (https://host.example.com/a?b=c&d=e)
x https://host.example.com/a＆d=e y => Bare https://host.example.com/a
x https://host.example.com／a y => FullWidth https://host.example.com／a (https://host.example.com/a)
x https://host.example.com／ y => Bare https://host.example.com
x https://host．example.com/a y => FullWidth https://host．example.com/a (https://host.example.com/a)
x https://host。example.com/a y => FullWidth https://host。example.com/a (https://host.example.com/a)
x https://host.example.com/a。b y => Bare https://host.example.com/a
x https://host.example.com：80/a y => FullWidth https://host.example.com：80/a (https://host.example.com:80/a)
x https://host.example.com：a y => Bare https://host.example.com
x https://host.example.com/a：80 y => Bare https://host.example.com/a
x https://host .example.com/a y => Bare https://host
x https://www .example.com/a y => Bare https://www
x https://www. example.com/a y => Space https://www. example.com/a (https://www.example.com/a)
x https://host. example.com/a y => Space https://host. example.com/a (https://host.example.com/a)
x https://host.example .com/a y => Bare https://host.example
x https://host.example.com /a y => Bare https://host.example.com
x https://host.example.com/a /b y => Bare https://host.example.com/a
x https://host.example.com? a=b y => Bare https://host.example.com
x https://host.example.com/a ?a=b y => Bare https://host.example.com/a
x https://host.example.com/a? tid=b y => Bare https://host.example.com/a
x https://host.example.com/a?tid= b y => Bare https://host.example.com/a?tid=
x https://host.example.com/a?tid =b y => Bare https://host.example.com/a?tid
x https://host.example.com/a?b=c &d=e y => Bare https://host.example.com/a?b=c
x https://host.example.com/a?b=c& d=e y => Bare https://host.example.com/a?b=c&
x `https://host.example.com/a? tid=b` y => CodeSpan https://host.example.com/a in `https://host.example.com/a? tid=b`
x `https://host.example.com /a` y => CodeSpan https://host.example.com in `https://host.example.com /a`
x `https://host. example.com/a` y => CodeSpan https://host in `https://host. example.com/a`
x `https://host.example.com/ a b` y => CodeSpan https://host.example.com/ in `https://host.example.com/ a b`
x （https://host.example.com/a） y => Bare https://host.example.com/a
x https://host.example.com/日本 y => Bare https://host.example.com/日本
x https://host.example.com/a、b y => Bare https://host.example.com/a
x https://host.example.comを y => Bare https://host.example.comを
x https://host.example.com/a), y => Bare https://host.example.com/a
x https://host.example.com/a(b) y => Bare https://host.example.com/a(b)
x https://host.example.com/a&amp; y => Bare https://host.example.com/a&amp
x https://host.example.com/a**, y => Bare https://host.example.com/a
x https://host.example.com/{id}/b y => Bare https://host.example.com/{id}/b
x https://host.example.com/<id>/b y => Bare https://host.example.com/<id>/b
x https://<id>.example.com/b y => Bare https://<id>.example.com/b
x https://host.example.com/[id]/b y => Bare https://host.example.com/[id]/b
x https://host.example.com/$id y => Bare https://host.example.com/$id
x "https://host.example.com/a" y => Bare https://host.example.com/a
x 'https://host.example.com/a' y => Bare https://host.example.com/a
x www.example.com y => nothing
x mailto:a@example.com y => nothing
x a@example.com y => nothing
x //host.example.com/a y => nothing
x <b>y</https:> z => Scheme </https:> ()
[https//host.example.com/a](https://host.example.com/a) => Inline https://host.example.com/a in [https//host.example.com/a](https://host.example.com/a) Scheme https//host.example.com/a (https://host.example.com/a)
x https://host.  y => Bare https://host
"##;

#[test]
fn urls_that_broke_are_seen_and_read_as_they_were_meant() {
    assert_taken(BROKEN);
}

/// Markers of steps and items that are none.
const MARKERS: &str = r##"
1．one⏎2．two => FullWidth 1． (1) FullWidth 2． (2)
１. one⏎２. two => FullWidth １. (1) FullWidth ２. (2)
1、one⏎2、two⏎3、three => FullWidth 1、 (1) FullWidth 2、 (2) FullWidth 3、 (3)
1）one⏎2）two => FullWidth 1） (1) FullWidth 2） (2)
x⏎1．one => FullWidth 1． (1)
1.one two⏎2.two three => Glued 1. (1) Glued 2. (2)
1.x⏎2.y => nothing
1.Open it⏎2.Close it => Glued 1. (1) Glued 2. (2)
1)one two => Glued 1) (1)
1) one⏎2)[two](x) => Inline x in [two](x) Glued 2) (2)
1.`code` x => Glued 1. (1)
1.**bold** x => Glued 1. (1)
1)**bold** x => nothing
1.5 is a number => nothing
1.ª parte => nothing
1.° piano => nothing
1\. one => Escaped 1\. (1)
\1. one => Escaped \1. (1)
1\) one => Escaped 1\) (1)
x⏎2. two => InParagraph 2. (2)
x⏎2) two => InParagraph 2) (2)
x⏎1990. year => nothing
x⏎199. y => InParagraph 199. (199)
x⏎200. y => nothing
① one => Circled ① (1)
⑳ one => Circled ⑳ (20)
❶ one => Circled ❶ (1)
⓵ one => nothing
㉑ one => nothing
١. one => OtherDigits ١. (1)
١- one => OtherDigits ١- (1)
١-one => nothing
१. one => OtherDigits १. (1)
१।one => OtherDigits १। (1)
๑. one => OtherDigits ๑. (1)
2、3 counts => nothing
2、，x => nothing
1．2 => nothing
1． => nothing
x⏎  2．two => FullWidth 2． (2)
> x⏎> 2．two => FullWidth 2． (2)
*以下 => Glued * (0)
*（任意） => Glued * (0)
-（任意） => Glued - (0)
-[a](b) => Inline b in [a](b) Glued - (0)
*[a](b)* => Inline b in [a](b)
-text => nothing
*以下* => nothing
- one⏎*以下 => Glued * (0)
1．one `a`⏎⏎2．two => FullWidth 1． (1) FullWidth 2． (2)
1 . one => nothing
1． => nothing
(1) one => nothing
1: one => nothing
1- one => nothing
1.https://a.example.com/x => Bare https://a.example.com/x
1.東京 => Glued 1. (1)
1.“quoted” x => Glued 1. (1)
1.<b>x</b> => Glued 1. (1)
1.(x) y => Glued 1. (1)
1)(x) y => nothing
"##;

#[test]
fn markers_that_broke_are_seen() {
    assert_taken(MARKERS);
}

/// URLs in links, text, code, HTML and directives.
const WRITTEN: &str = r##"
[a](/x&lt;y&gt;z) => Inline /x&lt;y&gt;z = /x<y>z in [a](/x&lt;y&gt;z)
[a](/x&lbrace;y&rcub;&lowbar;z&ast;) => Inline /x&lbrace;y&rcub;&lowbar;z&ast; = /x{y}_z* in [a](/x&lbrace;y&rcub;&lowbar;z&ast;)
[a](/x&#95;y&#x5f;z&#0;&bogus;) => Inline /x&#95;y&#x5f;z&#0;&bogus; = /x_y_z�&bogus; in [a](/x&#95;y&#x5f;z&#0;&bogus;)
[a](/x\_y\\z\q) => Inline /x\_y\\z\q = /x_y\z\q in [a](/x\_y\\z\q)
[a](/x\&amp;y) => Inline /x\&amp;y = /x&amp;y in [a](/x\&amp;y)
[a](</x y>) => Inline /x y in [a](</x y>)
[a](</x\>y>) => Inline /x\>y = /x>y in [a](</x\>y>)
[a](/x(y)z) => Inline /x(y)z in [a](/x(y)z)
[a](/x\)y) => Inline /x\)y = /x)y in [a](/x\)y)
[a](/x "t") => Inline /x in [a](/x "t")
[a](⏎/x) => Inline /x in [a](⏎/x)
[a]( /x ) => Inline /x in [a]( /x )
[a]() => Inline  in [a]()
> [a](⏎> /x) => Inline /x in [a](⏎> /x)
[a]: /x⏎⏎[a] => Reference /x in [a]
[a\]b]: /x⏎⏎[a\]b] => Reference /x in [a\]b]
[a:b]: </x y> "t"⏎⏎[a:b] => Reference /x y in [a:b]
[a]:⏎  /x⏎⏎[a] => Reference /x in [a]
https://a.example.com/&gt; => Bare https://a.example.com/
https://a.example.com/&lt;id&gt; => Bare https://a.example.com/&lt;id&gt; = https://a.example.com/<id>
https://a.example.com/&lt;id&gt;. => Bare https://a.example.com/&lt;id&gt; = https://a.example.com/<id>
https://a.example.com/x&y; => Bare https://a.example.com/x&y
https://a.example.com/*tenant* => Bare https://a.example.com/*tenant*
https://a.example.com/*tenant*. => Bare https://a.example.com/*tenant*
*https://a.example.com/x* => Bare https://a.example.com/x
**https://a.example.com/x**. => Bare https://a.example.com/x
_https://a.example.com/x_y_ => Bare https://a.example.com/x
https://a.example.com/\<id\>/x => Bare https://a.example.com/\<id\>/x = https://a.example.com/<id>/x
https://a.example.com/<em>id</em>/x => Bare https://a.example.com/<em>id</em>/x = https://a.example.com/<id>/x
https://a.example.com/<b>my id</b>/x => Bare https://a.example.com/<b>my id</b>/x = https://a.example.com/<my id>/x
https://a.example.com/<span>id</span>/x => Bare https://a.example.com/
https://a.example.com/x<br>y => Bare https://a.example.com/x
`https://a.example.com/x|y` => CodeSpan https://a.example.com/x in `https://a.example.com/x|y`
`https://a.example.com/"x"` => CodeSpan https://a.example.com/ in `https://a.example.com/"x"`
`https://a.example.com/<id>` `https://a.example.com/x>y` => CodeSpan https://a.example.com/<id> in `https://a.example.com/<id>` CodeSpan https://a.example.com/x in `https://a.example.com/x>y`
https://a.example.com/x]y => Bare https://a.example.com/x
[https://a.example.com/x] => Bare https://a.example.com/x
https://a.example.com/{a b}/x => Bare https://a.example.com/{a b}/x
https://a.example.com/{{a}}/x => Bare https://a.example.com/{{a}}/x
https://a.example.com/[a b]/x => Bare https://a.example.com/[a b]/x
<https://a.example.com/x></https:> => Autolink https://a.example.com/x in <https://a.example.com/x> Scheme </https:> (https://a.example.com/x)
<https://a.example.com/x></http:> y => Autolink https://a.example.com/x in <https://a.example.com/x> Scheme </http:> (https://a.example.com/x)
<!-- https://a.example.com/x --> https://b.example.com/y => Bare https://b.example.com/y
<!-- https://a.example.com/x => Bare https://a.example.com/x
x <!--> https://b.example.com/y => Bare https://b.example.com/y
<a href="https://a.example.com/x">y</a> => HtmlAttribute https://a.example.com/x in <a href="https://a.example.com/x">
<a href='/x' id='i'>y</a> => HtmlAttribute /x in <a href='/x' id='i'>
<a href=/x>y</a> => HtmlAttribute /x in <a href=/x>
<a name="n" href="">y</a> => nothing
<img src="a.png" srcset="b.png 1x, c.png 2x"> => HtmlAttribute a.png in <img src="a.png" srcset="b.png 1x, c.png 2x"> HtmlAttribute b.png in <img src="a.png" srcset="b.png 1x, c.png 2x"> HtmlAttribute c.png in <img src="a.png" srcset="b.png 1x, c.png 2x">
<img src="data:image/png;base64,xx"> => nothing
<a href="javascript:x()">y</a> => nothing
<a href=" /x ">y</a> => HtmlAttribute /x in <a href=" /x ">
<div data-x="see https://a.example.com/x now">y</div> => HtmlAttribute https://a.example.com/x in <div data-x="see https://a.example.com/x now">
<a href="/x&amp;y">z</a> => HtmlAttribute /x&amp;y = /x&y in <a href="/x&amp;y">
<a href="\x">z</a> => nothing
<video src="a.mp4" poster="b.png"></video> => HtmlAttribute a.mp4 in <video src="a.mp4" poster="b.png"> HtmlAttribute b.png in <video src="a.mp4" poster="b.png">
{{< ref "a.md" >}} x => HtmlAttribute a.md in {{< ref "a.md" >}}
{{< ref a.md >}} x => HtmlAttribute a.md in {{< ref a.md >}}
{{% ref "a.md" %}} x => HtmlAttribute a.md in {{% ref "a.md" %}}
{{< figure src="/f.png" >}} x => HtmlAttribute /f.png in {{< figure src="/f.png" >}}
{{< figure src=/f.png >}} x => HtmlAttribute /f.png in {{< figure src=/f.png >}}
{{< x https://a.example.com/y >}} z => HtmlAttribute https://a.example.com/y in {{< x https://a.example.com/y >}}
{% link a.md %} x => HtmlAttribute a.md in {% link a.md %}
{% include "a.md" %} x => Include a.md in {% include "a.md" %}
{% raw %} x => nothing
{* ../a.py hl[1] *} x => Include ../a.py in {* ../a.py hl[1] *}
{* words here *} x => nothing
{! a.md !} x => Include a.md in {! a.md !}
{! ../a.md !} x => Include ../a.md in {! ../a.md !}
{/* https://a.example.com/x */} https://b.example.com/y => Bare https://b.example.com/y
{{a}} https://b.example.com/y => Bare https://b.example.com/y
{{< ref "a.md" x => nothing
:::image source="a.png" alt-text="x"::: => HtmlAttribute a.png in :::image source="a.png" alt-text="x":::
:::image source="a.png"::: x https://a.example.com/y => HtmlAttribute a.png in :::image source="a.png"::: Bare https://a.example.com/y
:::code source="~/x.cs"::: => Include ~/x.cs in :::code source="~/x.cs":::
:::note⏎x https://a.example.com/y⏎::: => Bare https://a.example.com/y
x:::image source="a.png"::: y => HtmlAttribute a.png in :::image source="a.png":::
:::image source="a.png" => HtmlAttribute a.png in :::image source="a.png"
[!INCLUDE [a](b.md)] => Include b.md in [!INCLUDE [a](b.md)]
[!INCLUDE[a](b.md)] x => Include b.md in [!INCLUDE[a](b.md)]
[!NOTE] x => nothing
[!INCLUDE [a](b.md] x => nothing
[a][b] c⏎⏎[b]: /x "t" => Reference /x in [a][b]
![a](b.png "t") => Image b.png in ![a](b.png "t")
[![a](b.png)](/c) => Inline /c in [![a](b.png)](/c) Image b.png in ![a](b.png)
[a <https://x.example.com/y>](/c) => Inline /c in [a <https://x.example.com/y>](/c) Autolink https://x.example.com/y in <https://x.example.com/y>
MDX <Card href="/x" /> => HtmlAttribute /x in <Card href="/x" />
MDX <Card href={"/x"} /> => HtmlAttribute /x in <Card href={"/x"} />
MDX <Card href={x} /> https://a.example.com/y => Bare https://a.example.com/y
MDX import X from './a.mdx' => nothing
MDX {/* x */} [a](/b) => Inline /b in [a](/b)
<ol><li>a</li><li>b</li></ol> => nothing
<a href="/x&lt;y&gt;&quot;&apos;&nbsp;&lcub;&lbrace;&rcub;&rbrace;&lowbar;&ast;&#95;&#x5f;&amp;z">t</a> => HtmlAttribute /x&lt;y&gt;&quot;&apos;&nbsp;&lcub;&lbrace;&rcub;&rbrace;&lowbar;&ast;&#95;&#x5f;&amp;z = /x<y>"'{nbsp}{{}}_*__&z in <a href="/x&lt;y&gt;&quot;&apos;&nbsp;&lcub;&lbrace;&rcub;&rbrace;&lowbar;&ast;&#95;&#x5f;&amp;z">
[a]: </x\>y> "t" => Definition /x\>y = /x>y in [a]: </x\>y> "t"
[a]: /x(y)z⏎[b]:⏎  /y => Definition /x(y)z in [a]: /x(y)z Definition /y in [b]:⏎  /y
[a\]b]: /x => Definition /x in [a\]b]: /x
[a:b]: /x => Definition /x in [a:b]: /x
> [a]:⏎> /x => Definition /x in [a]:⏎> /x
[a]: /x\)y => Definition /x\)y = /x)y in [a]: /x\)y
https://a.example.com/x\_y => Bare https://a.example.com/x\_y = https://a.example.com/x_y
https://a.example.com/x\\y z => Bare https://a.example.com/x\\y = https://a.example.com/x\y
https://a.example.com/x&amp;y&lt;z => Bare https://a.example.com/x&amp;y = https://a.example.com/x&y
<https://a.example.com/x></https:> => Autolink https://a.example.com/x in <https://a.example.com/x> Scheme </https:> (https://a.example.com/x)
<https://a.example.com/x></https :> => Autolink https://a.example.com/x in <https://a.example.com/x>
{% include a.md %}{% include b.md %} => Include a.md in {% include a.md %} Include b.md in {% include b.md %}
{{< include "a.md" >}} => Include a.md in {{< include "a.md" >}}
{{% include file="a.md" %}} => Include a.md in {{% include file="a.md" %}}
{{< a b=c >}} => nothing
{{< "a.md" >}} => nothing
{{< img "a.png >}} => nothing
{!a.md!} => Include a.md in {!a.md!}
{! a b !} => nothing
{*a/b.py*} => Include a/b.py in {*a/b.py*}
{* é/b.py *} => nothing
{*a*} => nothing
{{<>}} => nothing
{%%} => nothing
{ => nothing
{* => nothing
:::image type="content" source="a.png" link="b.md"::: => HtmlAttribute a.png in :::image type="content" source="a.png" link="b.md"::: HtmlAttribute b.md in :::image type="content" source="a.png" link="b.md":::
::: code source="~/x.cs" ::: => Include ~/x.cs in ::: code source="~/x.cs" :::
::: => nothing
::: zone x => nothing
a :::image source="a.png"::: b :::image source="c.png"::: d => HtmlAttribute a.png in :::image source="a.png"::: HtmlAttribute c.png in :::image source="c.png":::
:::image source="a.png" x:::y => HtmlAttribute a.png in :::image source="a.png" x:::
<a href="/a"><b>https://x.example.com/y</b></a> https://z.example.com/y => HtmlAttribute /a in <a href="/a"> Bare https://z.example.com/y
<a name="n">https://x.example.com/y</a> => Bare https://x.example.com/y
<a href="/a"/>https://x.example.com/y => HtmlAttribute /a in <a href="/a"/> Bare https://x.example.com/y
<a href="/a">x</a><a name=n>y</a> => HtmlAttribute /a in <a href="/a">
<div id="i"></div> => nothing
<p>x <img src=a.png></p> => HtmlAttribute a.png in <img src=a.png>
<a => nothing
<a href => nothing
<a href= => nothing
<a href="x => nothing
<a href="/x" title="https://y.example.com/z">t</a> => HtmlAttribute /x in <a href="/x" title="https://y.example.com/z"> HtmlAttribute https://y.example.com/z in <a href="/x" title="https://y.example.com/z">
<img srcset="a.png"> => HtmlAttribute a.png in <img srcset="a.png">
<img srcset="a.png 1x,b.png"> => HtmlAttribute a.png in <img srcset="a.png 1x,b.png"> HtmlAttribute b.png in <img srcset="a.png 1x,b.png">
<img srcset=",a.png"> => HtmlAttribute a.png in <img srcset=",a.png">
<a href="  ">t</a> => nothing
<a href="data:x">t</a> => nothing
<Image src="a.png"/> => HtmlAttribute a.png in <Image src="a.png"/>
MDX <Image src={require("./a.png")} /> => nothing
MDX <Tabs><a href="/x">y</a></Tabs> => HtmlAttribute /x in <a href="/x">
MDX <Link to="/a">x</Link> => HtmlAttribute /a in <Link to="/a">
MDX <X>https://x.example.com/y</X> => Bare https://x.example.com/y
x <https://a.example.com/x y => Bare https://a.example.com/x
x <https://a.example.com/ x> y => Bare https://a.example.com/
x < https://a.example.com/x > y => Bare https://a.example.com/x
<!-- a --><!-- b --> https://x.example.com/y => Bare https://x.example.com/y
<!-- a⏎⏎b --> https://x.example.com/y => Bare https://x.example.com/y
a <!-- https://x.example.com/a --> b https://x.example.com/y --> c => Bare https://x.example.com/y
[a](/x) [b] (/y.md) [c](/z) => Inline /x in [a](/x) Inline /z in [c](/z) Detached [b] (/y.md) (/y.md)
[a] (https://x.example.com/a) [b] (https://x.example.com/b) => Detached [a] (https://x.example.com/a) (https://x.example.com/a) Detached [b] (https://x.example.com/b) (https://x.example.com/b)
[a https://x.example.com/a] (https://x.example.com/b) => Detached [a https://x.example.com/a] (https://x.example.com/b) (https://x.example.com/b)
[`a`] (https://x.example.com/b) => Detached [`a`] (https://x.example.com/b) (https://x.example.com/b)
[a `b](https://x.example.com/b) c` => CodeSpan https://x.example.com/b in `b](https://x.example.com/b) c`
[a [b](https://x.example.com/b)](https://x.example.com/c) => Inline https://x.example.com/b in [b](https://x.example.com/b) Bare https://x.example.com/c
[a [b] c](https://x.example.com/c => Bare https://x.example.com/c
[a]⏎(https://x.example.com/c) => Bare https://x.example.com/c
[a](https://x.example.com/c⏎) => Inline https://x.example.com/c in [a](https://x.example.com/c⏎)
[a](https://x.example.com/c d) => Space [a](https://x.example.com/c d) (https://x.example.com/cd)
```⏎:::image source="a.png":::⏎``` => nothing
1. ```⏎   :::image source="a.png":::⏎   ``` => nothing
- ```⏎  :::image source="a.png":::⏎  ``` => nothing
* ```⏎  :::image source="a.png":::⏎  ``` => nothing
+ ```⏎  :::image source="a.png":::⏎  ``` => nothing
12) ```⏎    :::image source="a.png":::⏎    ``` => nothing
123456789. ```⏎           :::image source="a.png":::⏎           ``` => nothing
~~~⏎:::image source="a.png":::⏎~~~ => nothing
````⏎```⏎:::image source="a.png":::⏎```` => nothing
``` a`b⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
~~~ a`b⏎:::image source="a.png":::⏎~~~ => nothing
``⏎:::image source="a.png":::⏎`` => HtmlAttribute a.png in :::image source="a.png":::
```⏎```x⏎:::image source="a.png":::⏎``` => nothing
```⏎~~~⏎:::image source="a.png":::⏎``` => nothing
```⏎a⏎```⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
```⏎a⏎ ``` ⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
```⏎a⏎````⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
> ```⏎> a⏎> ```⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
1. a⏎   ```⏎   :::image source="a.png":::⏎   ```⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
<!-- ⏎:::image source="a.png":::⏎-->⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
<!-- x -->⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
:::image source="a.png"::: x => HtmlAttribute a.png in :::image source="a.png":::
x⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
a⏎⏎   :::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
!!! note⏎    :::image source="a.png":::⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png"::: HtmlAttribute a.png in :::image source="a.png":::
<Note>⏎  :::image source="a.png":::⏎</Note> => HtmlAttribute a.png in :::image source="a.png":::
<div>⏎:::image source="a.png":::⏎</div> => HtmlAttribute a.png in :::image source="a.png":::
MDX {/*⏎:::image source="a.png":::⏎*/}⏎:::image source="a.png"::: => HtmlAttribute a.png in :::image source="a.png":::
MDX export const a = [⏎  "https://a.example.com/x",⏎⏎  "https://a.example.com/y"⏎]⏎⏎:::image source="a.png"::: => CodeBlock https://a.example.com/x CodeBlock https://a.example.com/y HtmlAttribute a.png in :::image source="a.png":::
MDX import a from "https://a.example.com/x"⏎⏎:::image source="a.png"::: => CodeBlock https://a.example.com/x HtmlAttribute a.png in :::image source="a.png":::
<Card⏎  href="/x"⏎>⏎a => HtmlAttribute /x in <Card⏎  href="/x"⏎>
<Card⏎  href="/x"⏎/>⏎[a](/y) => HtmlAttribute /x in <Card⏎  href="/x"⏎/> Inline /y in [a](/y)
<card⏎  href="/x"⏎>⏎a => nothing
<Card href="/x"><Card href="/y">⏎a => HtmlAttribute /x in <Card href="/x"> HtmlAttribute /y in <Card href="/y">
<Card href="/x"/> <Card href="/y"/>⏎[a](/z) => HtmlAttribute /x in <Card href="/x"/> HtmlAttribute /y in <Card href="/y"/> Inline /z in [a](/z)
<a⏎  href="/x">y</a> => HtmlAttribute /x in <a⏎  href="/x">
a <a⏎href="/x">y</a> => HtmlAttribute /x in <a⏎href="/x">
{{< ref "a.md"⏎>}} => nothing
{{< a href="/x"⏎  src="b.png" >}} c => HtmlAttribute /x in {{< a href="/x"⏎  src="b.png" >}} HtmlAttribute b.png in {{< a href="/x"⏎  src="b.png" >}}
<a href='/x' title='it\'s'>y</a> => HtmlAttribute /x in <a href='/x' title='it\'s'>
<a href="/x" title="a > b">y</a> => HtmlAttribute /x in <a href="/x" title="a > b">
<a href = "/x">y</a> => HtmlAttribute /x in <a href = "/x">
<a title=x href=/y/>z</a> => HtmlAttribute /y/ in <a title=x href=/y/>
<a/href="/x">y</a> => HtmlAttribute /x in <a/href="/x">
<1a href="/x">y</a> => nothing
<a:b href="/x">y</a:b> => HtmlAttribute /x in <a:b href="/x">
<a-b href="/x">y</a-b> => HtmlAttribute /x in <a-b href="/x">
< a href="/x">y</a> => nothing
<a href="/x"title="t">y</a> => HtmlAttribute /x in <a href="/x"title="t">
MDX <A href={`/x`} to={{a: "/y"}} src={"}"} url="/z" /> => HtmlAttribute /x in <A href={`/x`} to={{a: "/y"}} src={"}"} url="/z" /> HtmlAttribute /z in <A href={`/x`} to={{a: "/y"}} src={"}"} url="/z" />
`https://a.example.com/x\_y` => CodeSpan https://a.example.com/x in `https://a.example.com/x\_y`
https://a.example.com/x\|y => Bare https://a.example.com/x
https://a.example.com/x('')/y => Bare https://a.example.com/x
https://a.example.com/x('a"b')/z => Bare https://a.example.com/x
---⏎a: "://a https://a.example.com"⏎---⏎⏎b => FrontMatter https://a.example.com
MDX import { a } from "b"⏎⏎export const x = {⏎  a: 1,⏎⏎  b: "https://a.example.com/x"⏎}⏎⏎c => CodeBlock https://a.example.com/x
  :::note⏎    [a](/x)⏎⏎        [b](/y)⏎ => Inline /x in [a](/x)
!!! note⏎        [a](/x) => nothing
:::a⏎        x⏎ :::b⏎        [c](/y) => Inline /y in [c](/y)
1. a⏎⏎ {tab}!!! note⏎⏎{tab}{tab}[a](/x) => Inline /x in [a](/x)
<a :href="'/x'">y</a> => nothing
MDX <td>⏎  [a](/x)⏎</td> => nothing
MDX <Card href={ "/x" } /> => HtmlAttribute /x in <Card href={ "/x" } />
"##;

#[test]
fn urls_are_read_wherever_they_stand() {
    assert_taken(WRITTEN);
}

#[test]
fn what_is_read_ahead_ends_between_characters() {
    for opening in ["<Card a={\n", "--8<-- \"", "https://a.example.com/<", "[x: ", "{{< x "] {
        for before in ["", "a", "ab"] {
            let text = format!("{opening}{before}{}\n\n[a](b.md)\n", "語".repeat(4000));
            let document = parse(&SourceFile::new("page.mdx", text));
            let last = document.urls.last().map(|url| url.url.as_str());
            assert_eq!(last, Some("b.md"), "{opening}{before}");
        }
    }
}

#[test]
fn a_title_is_no_part_of_a_url_with_white_space() {
    assert_taken(
        r#"
[t](https://host.example.com/a b "t u") => Space [t](https://host.example.com/a b "t u") (https://host.example.com/ab)
[t](https://host. example.com/a b 't') => Space [t](https://host. example.com/a b 't') (https://host.example.com/ab)
"#,
    );
}

/// The blocks of a text, each with its kind, the number of its step and its text; then its lists, each with its form and
/// the numbers of its steps, below which step it stands, and how many of its steps begin it anew.
fn shape(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        let text = document.text(block.span).trim_end().replace('\n', "⏎");
        let step = block.step.map_or_else(String::new, |step| format!(" of {}", document.step(step).ordinal));
        write!(out, " {:?}{step} “{text}”", block.kind).unwrap();
    }
    for list in document.procedures.iter().chain(&document.bullets) {
        let numbers: Vec<String> = list.steps.iter().map(|step| step.ordinal.to_string()).collect();
        let below =
            list.parent.map_or_else(String::new, |step| format!(" below {}", document.step(step).ordinal));
        let parts = list.steps.last().map_or(0, |step| step.part);
        let parts = if parts == 0 { String::new() } else { format!(" in {} parts", parts + 1) };
        write!(out, " {:?} {}{below}{parts}", list.form, numbers.join(" ")).unwrap();
    }
    if out.is_empty() { "nothing".to_owned() } else { out.trim_start().to_owned() }
}

/// Texts, and how they are built.
const BUILT: &str = r##"
<Steps>⏎⏎1. a⏎2. b⏎⏎</Steps>⏎⏎c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph “c” Numbered 1 2
<Note>⏎⏎1. a⏎⏎</Note>⏎⏎2. b => Paragraph of 1 “a” Paragraph of 2 “b” Numbered 1 2
<Note>⏎  a⏎⏎      b⏎</Note> => Paragraph “a” Code “b”
<Note>⏎    a⏎</Note>⏎    b => Paragraph “a” Code “b”
<Tabs>⏎  <Tab>⏎    1. a⏎    2. b⏎  </Tab>⏎</Tabs> => Paragraph of 1 “a” Paragraph of 2 “b” Numbered 1 2
<div>⏎a⏎</div>⏎⏎b => Html “<div>⏎a⏎</div>” Paragraph “b”
<div>⏎<Note>⏎a⏎</Note>⏎</div> => Html “<div>⏎<Note>⏎a⏎</Note>⏎</div>”
<BR>⏎a => Html “<BR>⏎a”
<Table>⏎a⏎</Table> => Paragraph “a”
<TABLE>⏎a⏎</TABLE> => Html “<TABLE>⏎a⏎</TABLE>”
<Card⏎  title="x"⏎  href="/y">⏎  a⏎</Card> => Html “<Card⏎  title="x"⏎  href="/y">” Paragraph “a”
<Card⏎  title="x"⏎⏎a => Paragraph “<Card⏎  title="x"” Paragraph “a”
<x-card>⏎  a⏎</x-card> => Paragraph “a”
<A.B>⏎  a⏎</A.B> => Paragraph “a”
<>⏎  a⏎</> => Paragraph “a”
<Note/>⏎a => Paragraph “a”
<Note/> a => Paragraph “<Note/> a”
<Note></Note>⏎a => Paragraph “a”
<Note><Tip/></Note>⏎    a => Code “a”
<Note> <Tip>⏎    a⏎</Tip></Note> => Paragraph “a”
MDX <div>⏎  a⏎</div> => Paragraph “a”
MDX <p>a</p>⏎b => Html “<p>a</p>⏎b”
MDX import A from 'a'⏎⏎b => Paragraph “b”
MDX import A from 'a'⏎b => nothing
MDX export const a = {⏎⏎  b: 1⏎⏎}⏎⏎c => Paragraph “c”
MDX export const a = {⏎⏎b⏎⏎c => Paragraph “b” Paragraph “c”
MDX export const a = {⏎⏎b⏎⏎export const d = {⏎⏎e => Paragraph “b” Paragraph “e”
MDX text⏎import A from 'a' => Paragraph “text⏎import A from 'a'”
MDX importance of a => Paragraph “importance of a”
MDX  import A from 'a' => Paragraph “import A from 'a'”
MDX {/* a⏎b */}⏎⏎c => Paragraph “{/* a⏎b */}” Paragraph “c”
MDX {/* a */}⏎c => Paragraph “c”
MDX {a}⏎c => Paragraph “{a}⏎c”
import A from 'a'⏎⏎b => Paragraph “import A from 'a'” Paragraph “b”
!!! note⏎    a⏎⏎    1. b⏎⏎c => Paragraph “a” Paragraph of 1 “b” Paragraph “c” Numbered 1
!!! note "T"⏎    a⏎        b⏎c => Paragraph “a⏎        b⏎c”
??? tip⏎    a => Paragraph “a”
???+ tip⏎    a => Paragraph “a”
=== 'A'⏎    a => Paragraph “a”
=== A⏎    a => Paragraph “=== A⏎    a”
=== 'A'⏎    1. a⏎    2. b⏎=== 'B'⏎    1. c⏎    2. d => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph of 1 “c” Paragraph of 2 “d” Numbered 1 2 Numbered 1 2
=== 'A'⏎    1. a⏎    2. b⏎=== 'B'⏎    3. c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph of 3 “c” Numbered 1 2 3
=== 'A'⏎    1. a⏎    1. b⏎=== 'B'⏎    1. c⏎    1. d => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph of 1 “c” Paragraph of 2 “d” Numbered 1 2 Numbered 1 2
=== 'A'⏎    - a⏎=== 'B'⏎    - b => Paragraph “a” Paragraph “b” Bulleted 1 Bulleted 1
1. a⏎⏎    === 'A'⏎⏎        1. b⏎⏎    === 'B'⏎⏎        1. c⏎⏎1. d => Paragraph of 1 “a” Paragraph of 1 “b” Paragraph of 1 “c” Paragraph of 2 “d” Numbered 1 2 Numbered 1 below 1 Numbered 1 below 1
<TabItem value="a">⏎⏎1. a⏎⏎</TabItem>⏎<TabItem value="b">⏎⏎1. b⏎⏎</TabItem> => Paragraph of 1 “a” Paragraph of 1 “b” Numbered 1 Numbered 1
{{< tab "a" >}}⏎1. a⏎{{< /tab >}}⏎{{< tab "b" >}}⏎1. b⏎{{< /tab >}} => Paragraph of 1 “a” Paragraph of 1 “b” Numbered 1 Numbered 1
/// tab | A⏎1. a⏎///⏎/// tab | B⏎1. b⏎/// => Paragraph of 1 “a” Paragraph of 1 “b” Numbered 1 Numbered 1
/// note | A⏎1. a⏎///⏎1. b => Paragraph of 1 “a” Paragraph of 2 “b” Numbered 1 2
=⏎a => Paragraph “=⏎a”
!!! note⏎a => Paragraph “!!! note⏎a”
!!! note⏎  a => Paragraph “!!! note⏎  a”
1. a⏎⏎    !!! note⏎        b⏎⏎2. c => Paragraph of 1 “a” Paragraph of 1 “b” Paragraph of 2 “c” Numbered 1 2
:::note⏎a⏎:::⏎b => Paragraph “a” Paragraph “b”
:::note⏎  a⏎::: => Paragraph “a”
:::note⏎    1. a⏎    2. b⏎::: => Paragraph of 1 “a” Paragraph of 2 “b” Numbered 1 2
:::image source="a.png":::⏎a => Html “:::image source="a.png":::” Paragraph “a”
:::image source="a.png"::: a => Paragraph “:::image source="a.png"::: a”
::: moniker range="x"⏎a⏎::: moniker-end => Paragraph “a”
:::row:::⏎   :::column:::⏎      a⏎   :::column-end:::⏎:::row-end::: => Paragraph “a”
::note⏎a => Paragraph “::note⏎a”
:::⏎a => Paragraph “a”
::::note⏎a⏎:::: => Paragraph “a”
/// tip⏎a⏎/// => Paragraph “a”
// tip⏎a => Paragraph “// tip⏎a”
1. a⏎⏎   :::note⏎   b⏎   :::⏎⏎2. c => Paragraph of 1 “a” Paragraph of 1 “b” Paragraph of 2 “c” Numbered 1 2
1. a⏎:::note⏎b⏎:::⏎2. c => Paragraph of 1 “a” Paragraph “b” Paragraph of 2 “c” Numbered 1 2 in 2 parts
- a⏎  :::note⏎  b⏎  ::: => Paragraph “a” Paragraph “b” Bulleted 1
{{< tabs >}}⏎a⏎{{< /tabs >}} => Paragraph “a”
{{% steps %}}⏎1. a⏎2. b⏎{{% /steps %}} => Paragraph of 1 “a” Paragraph of 2 “b” Numbered 1 2
{% raw %}⏎a⏎{% endraw %} => Paragraph “a”
{{< a >}} b {{< c >}} => Paragraph “{{< a >}} b {{< c >}}”
{{< a⏎b >}}⏎c => Paragraph “{{< a⏎b >}}⏎c”
```⏎<Note>⏎1. a⏎```⏎1. b => Code “```⏎<Note>⏎1. a⏎```” Paragraph of 1 “b” Numbered 1
````⏎```⏎1. a⏎````⏎1. b => Code “````⏎```⏎1. a⏎````” Paragraph of 1 “b” Numbered 1
~~~ `x`⏎1. a⏎~~~⏎1. b => Code “~~~ `x`⏎1. a⏎~~~” Paragraph of 1 “b” Numbered 1
``` `x`⏎1. a => Paragraph “``` `x`” Paragraph of 1 “a” Numbered 1
``⏎1. a⏎`` => Paragraph “``” Paragraph of 1 “a⏎``” Numbered 1
> ```⏎> 1. a⏎> ```⏎> 1. b => Code “```⏎> 1. a⏎> ```” Paragraph of 1 “b” Numbered 1
1. ```⏎   a⏎   ```⏎2. b => Code of 1 “```⏎   a⏎   ```” Paragraph of 2 “b” Numbered 1 2
- ```⏎  :::note⏎  ```⏎  b => Code “```⏎  :::note⏎  ```” Paragraph “b” Bulleted 1
1) ```⏎   :::note⏎   ```⏎   b => Code of 1 “```⏎   :::note⏎   ```” Paragraph of 1 “b” Numbered 1
1.```⏎:::note⏎```⏎b => Paragraph “1.```” Code “```⏎b”
* ~~~⏎  :::note⏎  ~~~⏎:::note⏎b => Code “~~~⏎  :::note⏎  ~~~” Paragraph “b” Bulleted 1
<!-- a⏎:::note⏎-->⏎:::note⏎b => Paragraph “b”
<!-- a -->⏎:::note⏎b => Paragraph “b”
<!-- a -->⏎1. b => Paragraph of 1 “b” Numbered 1
    code⏎⏎1. a => Code “code” Paragraph of 1 “a” Numbered 1
{tab}code⏎⏎a => Code “code” Paragraph “a”
1. a⏎{tab}b⏎⏎{tab}c => Paragraph of 1 “a⏎{tab}b” Paragraph of 1 “c” Numbered 1
a⏎{tab}b => Paragraph “a⏎{tab}b”
 1. a⏎ 2. b => Paragraph of 1 “a” Paragraph of 2 “b” Numbered 1 2
  :::note⏎  a⏎  ::: => Paragraph “a”
{tab}!!! note⏎{tab}{tab}a => Code “a”
## Step 1: A⏎a⏎## Step 2: B⏎b⏎## End⏎c => Heading(2) of 1 “## Step 1: A” Paragraph of 1 “a” Heading(2) of 2 “## Step 2: B” Paragraph of 2 “b” Heading(2) “## End” Paragraph “c” Headings 1 2
## Step 1: A⏎1. x⏎## Step 2: B⏎1. y⏎   1. z => Heading(2) of 1 “## Step 1: A” Paragraph of 1 “x” Heading(2) of 2 “## Step 2: B” Paragraph of 1 “y” Paragraph of 1 “z” Headings 1 2 Numbered 1 below 1 Numbered 1 below 2 Numbered 1 below 1
## 1. A⏎a⏎### 1. X⏎b⏎### 2. Y⏎c⏎## 2. B⏎d => Heading(2) of 1 “## 1. A” Paragraph of 1 “a” Heading(3) of 1 “### 1. X” Paragraph of 1 “b” Heading(3) of 2 “### 2. Y” Paragraph of 2 “c” Heading(2) of 2 “## 2. B” Paragraph of 2 “d” Headings 1 2 Headings 1 2 below 1
## 1 A⏎a⏎## 2 B⏎b => Heading(2) of 1 “## 1 A” Paragraph of 1 “a” Heading(2) of 2 “## 2 B” Paragraph of 2 “b” Headings 1 2
## 1) A⏎a⏎## 2) B⏎b => Heading(2) of 1 “## 1) A” Paragraph of 1 “a” Heading(2) of 2 “## 2) B” Paragraph of 2 “b” Headings 1 2
## A 1⏎a⏎## A 2⏎b => Heading(2) of 1 “## A 1” Paragraph of 1 “a” Heading(2) of 2 “## A 2” Paragraph of 2 “b” Headings 1 2
## Step 1⏎a⏎## Step 3⏎b => Heading(2) of 1 “## Step 1” Paragraph of 1 “a” Heading(2) of 3 “## Step 3” Paragraph of 3 “b” Headings 1 3
## Step 1⏎a⏎## Other⏎b⏎## Step 2⏎c => Heading(2) of 1 “## Step 1” Paragraph of 1 “a” Heading(2) “## Other” Paragraph “b” Heading(2) of 2 “## Step 2” Paragraph of 2 “c” Headings 1 2
## Schritt 1: A⏎a⏎## Schritt 2: B⏎b => Heading(2) of 1 “## Schritt 1: A” Paragraph of 1 “a” Heading(2) of 2 “## Schritt 2: B” Paragraph of 2 “b” Headings 1 2
## 1. Adım⏎a⏎## 2. Adım⏎b => Heading(2) of 1 “## 1. Adım” Paragraph of 1 “a” Heading(2) of 2 “## 2. Adım” Paragraph of 2 “b” Headings 1 2
## 第1步 A⏎a⏎## 第2步 B⏎b => Heading(2) of 1 “## 第1步 A” Paragraph of 1 “a” Heading(2) of 2 “## 第2步 B” Paragraph of 2 “b” Headings 1 2
## 2024 A⏎a⏎## 2025 B⏎b => Heading(2) “## 2024 A” Paragraph “a” Heading(2) “## 2025 B” Paragraph “b”
# 1. A⏎a⏎# 2. B⏎b => Heading(1) of 1 “# 1. A” Paragraph of 1 “a” Heading(1) of 2 “# 2. B” Paragraph of 2 “b” Headings 1 2
## 1.1 A⏎a⏎## 1.2 B⏎b => Heading(2) “## 1.1 A” Paragraph “a” Heading(2) “## 1.2 B” Paragraph “b”
1. a⏎2. b⏎⏎![p](p.png)⏎⏎3. c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph “![p](p.png)” Paragraph of 3 “c” Numbered 1 2 3 in 2 parts
1. a⏎2. b⏎⏎text⏎⏎4. c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph “text” Paragraph of 4 “c” Numbered 1 2 Numbered 4
1. a⏎⏎text⏎⏎2. b⏎3. c => Paragraph of 1 “a” Paragraph “text” Paragraph of 2 “b” Paragraph of 3 “c” Numbered 1 2 3 in 2 parts
1. a⏎2. b⏎⏎- x⏎- y⏎⏎3. c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph “x” Paragraph “y” Paragraph of 3 “c” Numbered 1 2 3 in 2 parts Bulleted 1 2
1. a⏎   - x⏎     1. y⏎2. b => Paragraph of 1 “a” Paragraph of 1 “x” Paragraph of 1 “y” Paragraph of 2 “b” Numbered 1 2 Numbered 1 below 1 Bulleted 1 below 1
3. a⏎4. b => Paragraph of 3 “a” Paragraph of 4 “b” Numbered 3 4
0. a⏎1. b => Paragraph of 0 “a” Paragraph of 1 “b” Numbered 0 1
1. a⏎1. b⏎1. c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph of 3 “c” Numbered 1 2 3
1. a⏎3. b => Paragraph of 1 “a” Paragraph of 2 “b” Numbered 1 2
<ol><li>a</li><li>b<ol><li>c</li></ol></li></ol> => Html of 1 “<li>a” Html of 2 “<li>b” Html of 1 “<li>c” Html 1 2 Html 1 below 2
<ol start="3"><li>a</li><li value="7">b</li></ol> => Html of 3 “<li>a” Html of 4 “<li value="7">b” Html 3 4
<ol><li>a⏎<li>b⏎</ol>⏎c => Html of 1 “<li>a” Html of 2 “<li>b” Html “</ol>⏎c” Html 1 2
<ol>⏎⏎1. a⏎⏎</ol> => Html “<ol>” Paragraph of 1 “a” Html “</ol>” Numbered 1
<Steps>⏎<Step>a</Step>⏎<Step>b</Step>⏎</Steps> => Paragraph “<Step>a</Step>⏎<Step>b</Step>”
<Steps>⏎<Step title="x">⏎a⏎</Step>⏎<Step>⏎b⏎</Step>⏎</Steps>⏎c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph “c” Component 1 2
<Steps>⏎### A⏎a⏎### B⏎b⏎</Steps> => Heading(3) of 1 “### A” Paragraph of 1 “a” Heading(3) of 2 “### B” Paragraph of 2 “b” Component 1 2
| a | b |⏎|---|---|⏎| 1. c | d | => TableRow “| a | b |” TableRow “| 1. c | d |”
> 1. a⏎> 2. b⏎⏎3. c => Paragraph of 1 “a” Paragraph of 2 “b” Paragraph of 3 “c” Numbered 1 2 3 in 2 parts
> [!NOTE]⏎> a⏎> 1. b => Paragraph “[!NOTE]⏎> a” Paragraph of 1 “b” Numbered 1
- [ ] a⏎- [x] b => Paragraph “a” Paragraph “b” Bulleted 1 2
a⏎---⏎b => Heading(2) “a⏎---” Paragraph “b”
***⏎a => Paragraph “a”
[^1]: note⏎⏎a[^1] => Paragraph “note” Paragraph “a[^1]”
a<br>b => Paragraph “a<br>b”
a  ⏎b => Paragraph “a  ⏎b”
**a** *b* ~~c~~ ^d^ => Paragraph “**a** *b* ~~c~~ ^d^”
---⏎a: b⏎c:⏎  d: e⏎---⏎f => FrontMatter “---⏎a: b⏎c:⏎  d: e⏎---” Paragraph “f”
---⏎a: b⏎...⏎f => FrontMatter “---⏎a: b⏎...” Paragraph “f”
---⏎a⏎---⏎f => FrontMatter “---⏎a⏎---” Paragraph “f”
---⏎a: b⏎f => Paragraph “a: b⏎f”
+++⏎a = "b"⏎+++⏎f => FrontMatter “+++⏎a = "b"⏎+++” Paragraph “f”
## Ver. 1 a⏎## Ver. 2 b => Heading(2) “## Ver. 1 a” Heading(2) “## Ver. 2 b”
## A-1 x⏎## A-2 x => Heading(2) “## A-1 x” Heading(2) “## A-2 x”
## #1 x⏎## #2 x => Heading(2) “## #1 x” Heading(2) “## #2 x”
## 1/2 x⏎## 2/2 x => Heading(2) “## 1/2 x” Heading(2) “## 2/2 x”
## 1% x⏎## 2% x => Heading(2) “## 1% x” Heading(2) “## 2% x”
## 1+ x⏎## 2+ x => Heading(2) “## 1+ x” Heading(2) “## 2+ x”
## 1.5 x⏎## 2.5 x => Heading(2) “## 1.5 x” Heading(2) “## 2.5 x”
## 1,5 x⏎## 2,5 x => Heading(2) “## 1,5 x” Heading(2) “## 2,5 x”
## 1-x y⏎## 2-x y => Heading(2) “## 1-x y” Heading(2) “## 2-x y”
## 1.x y⏎## 2.x y => Heading(2) of 1 “## 1.x y” Heading(2) of 2 “## 2.x y” Headings 1 2
## 1,x y⏎## 2,x y => Heading(2) “## 1,x y” Heading(2) “## 2,x y”
## 1st⏎## 2nd => Heading(2) “## 1st” Heading(2) “## 2nd”
## 1번 x⏎## 2번 x => Heading(2) of 1 “## 1번 x” Heading(2) of 2 “## 2번 x” Headings 1 2
## 1２ x⏎## 2２ x => Heading(2) “## 1２ x” Heading(2) “## 2２ x”
## a b 1⏎## a b 2 => Heading(2) of 1 “## a b 1” Heading(2) of 2 “## a b 2” Headings 1 2
## a b c 1⏎## a b c 2 => Heading(2) “## a b c 1” Heading(2) “## a b c 2”
## Q: 1⏎## Q: 2 => Heading(2) “## Q: 1” Heading(2) “## Q: 2”
## A (1) x⏎## A (2) x => Heading(2) “## A (1) x” Heading(2) “## A (2) x”
## V1 x⏎## V2 x => Heading(2) “## V1 x” Heading(2) “## V2 x”
## Étape 1⏎## Étape 2 => Heading(2) of 1 “## Étape 1” Heading(2) of 2 “## Étape 2” Headings 1 2
## ١ a⏎## ٢ b => Heading(2) of 1 “## ١ a” Heading(2) of 2 “## ٢ b” Headings 1 2
## ステップ１ a⏎## ステップ２ b => Heading(2) of 1 “## ステップ１ a” Heading(2) of 2 “## ステップ２ b” Headings 1 2
## 1 a⏎## 2 b⏎## 3 c⏎## 4 d => Heading(2) of 1 “## 1 a” Heading(2) of 2 “## 2 b” Heading(2) of 3 “## 3 c” Heading(2) of 4 “## 4 d” Headings 1 2 3 4
## 9 a⏎## 10 b => Heading(2) “## 9 a” Heading(2) “## 10 b”
## 1 a⏎### x⏎## 2 b => Heading(2) of 1 “## 1 a” Heading(3) of 1 “### x” Heading(2) of 2 “## 2 b” Headings 1 2
### 1 a⏎## x⏎### 2 b => Heading(3) of 1 “### 1 a” Heading(2) “## x” Heading(3) of 2 “### 2 b” Headings 1 2
### 1 a⏎## x⏎### 3 b => Heading(3) “### 1 a” Heading(2) “## x” Heading(3) “### 3 b”
### 1 a⏎### 3 b => Heading(3) of 1 “### 1 a” Heading(3) of 3 “### 3 b” Headings 1 3
### 1 a⏎### 4 b => Heading(3) “### 1 a” Heading(3) “### 4 b”
### 2 a⏎### 3 b => Heading(3) “### 2 a” Heading(3) “### 3 b”
### 1 a⏎### 1 b => Heading(3) “### 1 a” Heading(3) “### 1 b”
### 1 a⏎### 2 b⏎### 1 c⏎### 2 d => Heading(3) of 1 “### 1 a” Heading(3) of 2 “### 2 b” Heading(3) of 1 “### 1 c” Heading(3) of 2 “### 2 d” Headings 1 2 Headings 1 2
# 1 a⏎## 1 b⏎## 2 c⏎# 2 d => Heading(1) of 1 “# 1 a” Heading(2) of 1 “## 1 b” Heading(2) of 2 “## 2 c” Heading(1) of 2 “# 2 d” Headings 1 2 Headings 1 2 below 1
###### 1 a⏎###### 2 b => Heading(6) of 1 “###### 1 a” Heading(6) of 2 “###### 2 b” Headings 1 2
## `a` 1⏎## `a` 2 => Heading(2) of 1 “## `a` 1” Heading(2) of 2 “## `a` 2” Headings 1 2
## 1: a⏎1. x⏎2. y⏎## 2: b⏎- z => Heading(2) of 1 “## 1: a” Paragraph of 1 “x” Paragraph of 2 “y” Heading(2) of 2 “## 2: b” Paragraph of 2 “z” Headings 1 2 Numbered 1 2 below 1 Bulleted 1 below 2
MDX import a from "https://a.example.com/x"⏎⏎b => Code “import a from "https://a.example.com/x"” Paragraph “b”
<Steps>⏎<Step>⏎a⏎</Step>⏎⏎b⏎⏎<Step>⏎c⏎</Step>⏎</Steps> => Paragraph of 1 “a” Paragraph “b” Paragraph of 2 “c” Component 1 2
[a]⏎⏎[a]: /b⏎[c]: /d⏎⏎e => Paragraph “[a]” Definitions “[a]: /b⏎[c]: /d” Paragraph “e”
<Steps>⏎### A⏎#### B⏎### C⏎</Steps> => Heading(3) of 1 “### A” Heading(4) of 1 “#### B” Heading(3) of 2 “### C” Component 1 2
"##;

#[test]
fn blocks_and_lists_are_what_readers_see() {
    for row in BUILT.trim().lines() {
        let (line, expected) = row.split_once(" => ").unwrap();
        let (path, text) = line.strip_prefix("MDX ").map_or(("page.md", line), |text| ("page.mdx", text));
        let document = parse(&SourceFile::new(path, text.replace('⏎', "\n").replace("{tab}", "\t")));
        assert_eq!(shape(&document).replace('\t', "{tab}"), expected, "{line}");
    }
}
