//! Minutes as Markdown (`CommonMark` 0.31) and as an HTML page. Nothing that people typed becomes markup.

use super::words::{Words, votes, words};
use super::{Paper, Said, ToDo};
use crate::graphql::message::Tongue;
use std::fmt::Write;

/// Text that stays text in Markdown. Line breaks stay, too.
fn plain(text: &str) -> String {
    let escape = |line: &str| {
        let line = line.trim();
        let mut written = String::with_capacity(line.len());
        for (index, sign) in line.char_indices() {
            // Anywhere: emphasis, code, links, HTML, entities. At the beginning: headings, quotes, lists, rules, fences.
            let is_markup = matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '!');
            let begins = index == 0 && matches!(sign, '#' | '+' | '-' | '=');
            let numbers =
                matches!(sign, '.' | ')') && index > 0 && line[..index].chars().all(|before| before.is_ascii_digit());
            if is_markup || begins || numbers {
                written.push('\\');
            }
            written.push(sign);
        }
        written
    };
    // Two lines are two lines, an empty one begins a paragraph.
    let lines: Vec<_> = text.lines().map(escape).collect();
    let mut written = String::new();
    for (index, line) in lines.iter().enumerate() {
        written.push_str(line);
        match lines.get(index + 1) {
            Some(next) if !line.is_empty() && !next.is_empty() => written.push_str("\\\n"),
            Some(_) => written.push('\n'),
            None => {}
        }
    }
    written
}

/// What is said about a version: which, and whether it is approved.
fn version(paper: &Paper, words: &Words) -> String {
    let state = match &paper.approved {
        Some(day) => format!("{} {day}", words.approved_on),
        None => words.draft.to_owned(),
    };
    format!("{} {}, {state}", words.version, paper.version)
}

fn title(paper: &Paper, words: &Words) -> String {
    format!("{}: {}", words.minutes, paper.title.value)
}

fn to_do(task: &ToDo, words: &Words) -> String {
    let owner = task.owner.as_ref().map(|owner| format!("{owner}, ")).unwrap_or_default();
    format!("{} ({owner}{} {})", task.title.value, words.by, task.due)
}

/// The facts at the top: label and value.
fn facts(paper: &Paper, words: &Words) -> Vec<(&'static str, String)> {
    let [present, excused, absent, guests] = paper.attendance.each_ref().map(|names| names.join("; "));
    let known = [
        (words.time, paper.time.clone()),
        (words.location, paper.location.clone()),
        (words.attendance[0], Some(present)),
        (words.attendance[1], Some(excused)),
        (words.attendance[2], Some(absent)),
        (words.attendance[3], Some(guests)),
        (words.correction, paper.correction.clone()),
    ];
    let stated = |(label, value): (&'static str, Option<String>)| Some((label, value.filter(|text| !text.is_empty())?));
    let mut facts: Vec<_> = known.into_iter().filter_map(stated).collect();
    facts.push((words.version, version(paper, words).trim_start_matches(words.version).trim_start().to_owned()));
    facts
}

fn agenda_item((title, presenter): &(Said, Option<String>)) -> String {
    let presenter = presenter.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{}{presenter}", title.value)
}

/// The paper as Markdown.
pub(in crate::graphql::meeting) fn markdown(paper: &Paper) -> String {
    let words = words(paper.tongue);
    let mut page = format!("# {}\n\n", plain(&title(paper, words)));
    let meeting = format!("{} – {} {}", paper.group.value, words.meeting, paper.number);
    let _ = writeln!(page, "{}\n", plain(&meeting));
    for (label, value) in facts(paper, words) {
        let _ = writeln!(page, "- **{label}:** {}", plain(&value));
    }
    let mut section = |heading: &str, body: String| {
        if !body.is_empty() {
            let _ = write!(page, "\n## {heading}\n\n{}\n", body.trim_end());
        }
    };
    let numbered = |lines: Vec<String>| {
        let lines = lines.iter().enumerate();
        lines.fold(String::new(), |list, (index, line)| format!("{list}{}. {}\n", index + 1, plain(line)))
    };
    section(words.agenda, numbered(paper.agenda.iter().map(agenda_item).collect()));
    section(words.open_tasks, listed(&paper.open_tasks, words));
    section(words.text, paper.text.as_ref().map(|text| plain(&text.value)).unwrap_or_default());
    section(words.internal_text, paper.internal_text.as_ref().map(|text| plain(&text.value)).unwrap_or_default());
    let decisions = paper.decisions.iter().fold(String::new(), |list, decision| {
        let votes = decision.votes.map(|counted| format!(" ({})", votes(counted, paper.tongue))).unwrap_or_default();
        format!("{list}**{} {}:** {}{votes}\n\n", words.decision, decision.number, plain(&decision.text.value))
    });
    section(words.decisions, decisions);
    section(words.tasks, listed(&paper.tasks, words));
    page
}

fn listed(tasks: &[ToDo], words: &Words) -> String {
    tasks.iter().fold(String::new(), |list, task| format!("{list}- {}\n", plain(&to_do(task, words))))
}

/// Text that stays text in HTML.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            _ => written.push(sign),
        }
    }
    written
}

/// A text in an element, with its language and direction.
fn element(name: &str, said: &Said, text: &str) -> String {
    let direction = match said.language.direction() {
        domain::language::Direction::RightToLeft => "rtl",
        domain::language::Direction::LeftToRight => "ltr",
    };
    format!("<{name} lang=\"{}\" dir=\"{direction}\">{}</{name}>", escaped(said.language.as_str()), escaped(text))
}

/// Paragraphs; line breaks stay.
fn paragraphs(said: &Said) -> String {
    let paragraphs = said.value.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    paragraphs.fold(String::new(), |page, text| page + &element("p", said, text) + "\n")
}

const STYLE: &str = "body{font:11pt/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}\
    h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.1rem;margin-top:1.5rem;break-after:avoid}\
    dt{font-weight:600}dd{margin:0 0 .3rem}p{white-space:pre-line}li{break-inside:avoid}\
    @page{margin:2cm}@media print{body{margin:0;max-width:none}}";

/// The paper as an HTML page. It loads nothing and runs nothing.
pub(in crate::graphql::meeting) fn html(paper: &Paper) -> String {
    let words = words(paper.tongue);
    let language = if paper.tongue == Tongue::German { "de" } else { "en" };
    let head = format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n",
        escaped(&title(paper, words)),
    );
    let mut page =
        format!("{head}<body>\n<h1>{}: {}</h1>\n", words.minutes, element("span", &paper.title, &paper.title.value));
    let group = element("span", &paper.group, &paper.group.value);
    let _ = writeln!(page, "<p>{group} – {} {}</p>\n<dl>", words.meeting, paper.number);
    for (label, value) in facts(paper, words) {
        let _ = writeln!(page, "<dt>{label}</dt><dd dir=\"auto\">{}</dd>", escaped(&value));
    }
    page.push_str("</dl>\n");
    let mut section = |heading: &str, body: String| {
        if !body.is_empty() {
            let _ = write!(page, "<section>\n<h2>{heading}</h2>\n{body}</section>\n");
        }
    };
    let list = |name: &str, items: String| {
        if items.is_empty() { items } else { format!("<{name}>\n{items}</{name}>\n") }
    };
    let items = paper.agenda.iter().map(|item| element("li", &item.0, &agenda_item(item)) + "\n").collect();
    section(words.agenda, list("ol", items));
    let tasks = |tasks: &[ToDo]| -> String {
        tasks.iter().map(|task| element("li", &task.title, &to_do(task, words)) + "\n").collect()
    };
    section(words.open_tasks, list("ul", tasks(&paper.open_tasks)));
    section(words.text, paper.text.as_ref().map(paragraphs).unwrap_or_default());
    section(words.internal_text, paper.internal_text.as_ref().map(paragraphs).unwrap_or_default());
    let decisions = paper.decisions.iter().fold(String::new(), |page, decision| {
        let votes = decision.votes.map(|counted| format!(" ({})", votes(counted, paper.tongue))).unwrap_or_default();
        let text = element("span", &decision.text, &decision.text.value);
        format!("{page}<p><strong>{} {}:</strong> {text}{votes}</p>\n", words.decision, decision.number)
    });
    section(words.decisions, decisions);
    section(words.tasks, list("ul", tasks(&paper.tasks)));
    page.push_str("</body>\n</html>\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_stays_text() {
        assert_eq!(plain("# Nein"), "\\# Nein");
        assert_eq!(plain("<script>alert(1)</script>"), "\\<script\\>alert(1)\\</script\\>");
        assert_eq!(plain("2. Punkt\n---\n\n    Code"), "2\\. Punkt\\\n\\---\n\nCode");
        assert_eq!(
            plain("[hier](javascript:x) *so* `so` ![x](y)"),
            "\\[hier\\](javascript:x) \\*so\\* \\`so\\` \\!\\[x\\](y)"
        );
        assert_eq!(escaped("<b a='1' b=\"2\">&</b>"), "&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;&lt;/b&gt;");
    }
}
