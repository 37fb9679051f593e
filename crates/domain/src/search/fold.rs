//! Spelling: one form for all the ways in which people write a word.

use unicode_normalization::UnicodeNormalization;

/// The form under which a word is kept and looked for: lower case, without accents, umlauts (`ä`, `ae` and `a` are one),
/// vowel marks and invisible characters; Arabic letters in their plain shapes, digits as `0` to `9`.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        // Nothing to take apart, and most words are such.
        let plain: String = word.chars().filter(|c| !is_ignored(*c)).map(|c| c.to_ascii_lowercase()).collect();
        return without_digraphs(&plain);
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase).nfkd() {
        match c {
            c if is_ignored(c) => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            c => folded.push(plain(c)),
        }
    }
    without_digraphs(&folded)
}

/// Whether a word is the same without this: marks, apostrophes, what nobody sees.
pub(super) const fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}'
        // Points of Hebrew; marks of Arabic, its hamza where it stands alone, its stretching.
        | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}'
        | 'ء' | 'ـ'
        | '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '.'
    ) || is_invisible(c)
}

/// Whether nobody sees it: soft hyphens, joiners, marks of direction.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

const fn plain(c: char) -> char {
    match c {
        'ı' => 'i',
        'ø' => 'o',
        'đ' | 'ð' => 'd',
        'ł' => 'l',
        'ə' => 'e',
        'ħ' => 'h',
        'ς' => 'σ',
        'ґ' => 'г',
        // Arabic, Persian, Kurdish and Urdu shapes of the same letters.
        'ٱ' => 'ا',
        'ة' | 'ھ' | 'ہ' | 'ە' => 'ه',
        'ى' | 'ی' | 'ې' | 'ێ' | 'ے' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ۆ' | 'ۇ' => 'و',
        'ڕ' => 'ر',
        'ڵ' => 'ل',
        '٠'..='٩' => digit(c as u32 - '٠' as u32),
        '۰'..='۹' => digit(c as u32 - '۰' as u32),
        c => c,
    }
}

const fn digit(value: u32) -> char {
    match char::from_digit(value, 10) {
        Some(digit) => digit,
        None => '0',
    }
}

/// `ae`, `oe`, `ue` are umlauts without dots; not so the `ue` of `aue`, `eue`, `que`.
fn without_digraphs(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut before = ' ';
    for c in word.chars() {
        let is_umlaut = c == 'e'
            && match before {
                'a' | 'o' => true,
                'u' => !plain[..plain.len() - 1].ends_with(['a', 'e', 'q']),
                _ => false,
            };
        if !is_umlaut {
            plain.push(c);
        }
        before = c;
    }
    plain
}

/// A Cyrillic word in Latin letters, as people of several countries write it: English, German and scholarly. Empty if it
/// is not Cyrillic.
#[must_use]
pub fn in_latin(word: &str) -> Vec<String> {
    if !word.chars().any(|c| matches!(c, 'а'..='я' | 'і' | 'є')) {
        return Vec::new();
    }
    let mut forms: Vec<String> = (0..3)
        .map(|style: usize| {
            let letters = |c: char| -> &'static str {
                let of = |forms: [&'static str; 3]| forms[style];
                match c {
                    'а' => "a",
                    'б' => "b",
                    'в' => of(["v", "w", "v"]),
                    'г' => "g",
                    'д' => "d",
                    'е' | 'э' => "e",
                    'є' => of(["ye", "je", "je"]),
                    'ж' => of(["zh", "sch", "z"]),
                    'з' => of(["z", "s", "z"]),
                    'и' | 'і' => "i",
                    'к' => "k",
                    'л' => "l",
                    'м' => "m",
                    'н' => "n",
                    'о' => "o",
                    'п' => "p",
                    'р' => "r",
                    'с' => "s",
                    'т' => "t",
                    'у' => "u",
                    'ф' => "f",
                    'х' => of(["kh", "ch", "h"]),
                    'ц' => of(["ts", "z", "c"]),
                    'ч' => of(["ch", "tsch", "c"]),
                    'ш' => of(["sh", "sch", "s"]),
                    'щ' => of(["shch", "schtsch", "sc"]),
                    'ы' => of(["y", "y", "y"]),
                    'ю' => of(["yu", "ju", "ju"]),
                    'я' => of(["ya", "ja", "ja"]),
                    _ => "",
                }
            };
            without_digraphs(&word.chars().map(letters).collect::<String>())
        })
        .collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_one_however_it_is_spelt() {
        for (one, other) in [
            ("Kürdisch", "KUERDISCH"),
            ("Straße", "strasse"),
            ("e.V.", "eV"),
            ("Frühstück", "fru\u{308}hstu\u{308}ck"),
            ("Nach\u{ad}hilfe", "nachhilfe"),
            ("kız", "KIZ"),
            ("İşçi", "isci"),
            ("مُدَرِّس", "مدرس"),
            ("أسرة", "اسره"),
            ("کلاس", "كلاس"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("ёлка", "елка"),
            ("п’ять", "пять"),
            ("٥٣٧٢١", "53721"),
            ("école", "ecole"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("bauen"), fold("baun"));
        assert_eq!(fold("neue"), "neue");
    }

    #[test]
    fn cyrillic_is_read_in_latin_letters() {
        let forms = in_latin(&fold("Надежда"));
        assert!(["nadezhda", "nadeschda"].iter().all(|form| forms.iter().any(|it| it == form)), "{forms:?}");
        assert!(in_latin("nadezhda").is_empty());
    }

    proptest! {
        #[test]
        fn what_was_folded_once_stays_so(word in "\\PC{0,20}") {
            let once = fold(&word);
            prop_assert!(once.chars().all(|c| !is_ignored(c)));
        }
    }
}
