//! What every refusal says to a person, in German and English. The one place with these sentences.

use domain::language::LanguageTag;
use domain::refusal::{Flaw, Refusal};

/// The languages messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// German, the language of the administration.
    #[default]
    German,
    /// English.
    English,
}

impl Tongue {
    /// The first of the reader's languages that messages are written in.
    #[must_use]
    pub fn of(asked: &[LanguageTag]) -> Self {
        let spoken = asked.iter().find_map(|tag| match tag.as_str().split('-').next() {
            Some("de") => Some(Self::German),
            Some("en") => Some(Self::English),
            _ => None,
        });
        spoken.unwrap_or_default()
    }

    const fn say<T>(self, german: T, english: T) -> T
    where
        T: Copy,
    {
        match self {
            Self::German => german,
            Self::English => english,
        }
    }
}

/// What a breakage says.
#[must_use]
pub fn internal(tongue: Tongue) -> &'static str {
    tongue.say(
        "Bei uns ist etwas schiefgegangen. Mit der Anfragenummer (requestId) finden wir es wieder.",
        "Something went wrong on our side. The request id (requestId) lets us find it.",
    )
}

/// What took too long says.
#[must_use]
pub fn late(tongue: Tongue) -> &'static str {
    tongue.say(
        "Das hat zu lange gedauert und wurde beendet. Mit weniger oder genaueren Wörtern, einem Ort oder einem Filter geht es schneller.",
        "This took too long and was ended. Fewer or more exact words, a place or a filter make it faster.",
    )
}

/// What an access token that is not good (any more) gets to hear.
#[must_use]
pub fn bad_token(tongue: Tongue) -> &'static str {
    tongue.say(
        "Dieses Zugangstoken gilt nicht (mehr). Holen Sie mit refresh ein neues, oder melden Sie sich neu an.",
        "This access token is not good (any more). Get a new one with refresh, or sign in again.",
    )
}

/// What a refusal says as a whole; of [`Refusal::Invalid`] each problem speaks for itself, see [`about`].
#[must_use]
pub fn message(refusal: &Refusal, tongue: Tongue) -> String {
    let say = |german: &str, english: &str| tongue.say(german, english).to_owned();
    match refusal {
        Refusal::Invalid(_) => say("Etwas an den Angaben stimmt nicht.", "Something about the input is wrong."),
        Refusal::NotFound { .. } => {
            say("Das gibt es nicht, oder nicht für Sie.", "This does not exist, or not for you.")
        }
        Refusal::Forbidden => say(
            "Das darf Ihre Rolle hier nicht. Fragen Sie die Leitung der Organisation oder das Integrationszentrum.",
            "Your role does not allow this here. Ask the organisation's manager or the integration centre.",
        ),
        Refusal::Unauthenticated => say("Bitte melden Sie sich an.", "Please sign in."),
        Refusal::IllegalStep { state, .. } => match tongue {
            Tongue::German => format!("Das geht im jetzigen Zustand ({state}) nicht."),
            Tongue::English => {
                format!("This is not possible in the present state ({state}).")
            }
        },
        Refusal::Stale => say(
            "Jemand hat das inzwischen geändert. Laden Sie es neu und versuchen Sie es noch einmal.",
            "Somebody has changed this in the meantime. Load it again and try once more.",
        ),
        Refusal::NeedsReview { fields } => match tongue {
            Tongue::German => format!(
                "Eine größere Änderung ({}) prüft zuerst das Integrationszentrum. Mit resubmit: true wird das Angebot dafür eingereicht und ist bis dahin nicht öffentlich.",
                fields.join(", ")
            ),
            Tongue::English => format!(
                "A major change ({}) is reviewed by the integration centre first. With resubmit: true the offer is handed in for that and is not public until then.",
                fields.join(", ")
            ),
        },
        Refusal::NeedsSecondPerson => say(
            "Was Sie selbst bearbeitet oder eingereicht haben, veröffentlicht eine andere Person des Zentrums.",
            "What you wrote or submitted yourself is published by somebody else at the centre.",
        ),
        Refusal::LastOne => say(
            "Die letzte Person mit dieser Rolle bleibt. Bestimmen Sie zuerst eine Nachfolge.",
            "The last person with this role stays. Appoint a successor first.",
        ),
        Refusal::LeadStays => say(
            "Die Leitung eines Projekts geht erst, wenn ein anderer Partner sie übernommen hat (offerLead, acceptLead).",
            "The lead of a project leaves only after another partner has taken over (offerLead, acceptLead).",
        ),
        Refusal::Duplicate { .. } => say("Das gibt es schon.", "This exists already."),
        Refusal::WrongCredentials => say(
            "E-Mail-Adresse oder Passwort stimmt nicht, oder das Konto ist noch nicht freigeschaltet.",
            "The e-mail address or the password is wrong, or the account has not been activated yet.",
        ),
        Refusal::SessionEnded => say(
            "Die Sitzung ist zu Ende. Bitte melden Sie sich neu an.",
            "The session has ended. Please sign in again.",
        ),
        Refusal::SlowDown { retry_after } => match tongue {
            Tongue::German => format!("Zu viele Versuche. Bitte warten Sie {retry_after} s."),
            Tongue::English => format!("Too many attempts. Please wait {retry_after} s."),
        },
    }
}

/// What is wrong with a value.
#[must_use]
pub fn about(flaw: &Flaw, tongue: Tongue) -> String {
    let say = |german: &str, english: &str| tongue.say(german, english).to_owned();
    match flaw {
        Flaw::Required => say("Das fehlt.", "This is missing."),
        Flaw::TooShort { min } => say(&format!("Mindestens {min} Zeichen."), &format!("At least {min} characters.")),
        Flaw::TooLong { max } => say(&format!("Höchstens {max} Zeichen."), &format!("At most {max} characters.")),
        Flaw::TooFew { min } => say(&format!("Mindestens {min} Einträge."), &format!("At least {min} entries.")),
        Flaw::TooMany { max } => say(&format!("Höchstens {max} Einträge."), &format!("At most {max} entries.")),
        Flaw::TooManyCells { max } => say(
            &format!("Die Tabelle hätte mehr als {max} Zellen; grenzen Sie sie mit county oder municipality ein."),
            &format!("The table would have more than {max} cells; narrow it with county or municipality."),
        ),
        Flaw::Twice => say("Das kommt doppelt vor.", "This is there twice."),
        Flaw::ControlCharacter => say("Steuerzeichen sind nicht erlaubt.", "Control characters are not allowed."),
        Flaw::OutOfRange { min, max } => {
            say(&format!("Zwischen {min} und {max}."), &format!("Between {min} and {max}."))
        }
        Flaw::Reversed => say("Das Ende liegt vor dem Anfang.", "The end lies before the start."),
        Flaw::InThePast => say("Das liegt in der Vergangenheit.", "This lies in the past."),
        Flaw::InTheFuture => say("Das liegt in der Zukunft.", "This lies in the future."),
        Flaw::Unknown => say("Das kennen wir nicht.", "We do not know this."),
        Flaw::NotAKind => say(
            "Das ist keine Art von Angebot wie TUTORING; offerKinds zählt sie auf.",
            "This is not a kind of offer like TUTORING; offerKinds lists them.",
        ),
        Flaw::NotACounty => say(
            "Das ist kein bekannter Kreisschlüssel (5 Ziffern, etwa 05382).",
            "This is not a known county key (5 digits, such as 05382).",
        ),
        Flaw::NotACursor => say(
            "Das ist kein Cursor aus einer dieser Listen; nehmen Sie pageInfo.endCursor oder startCursor.",
            "This is not a cursor of such a list; take pageInfo.endCursor or startCursor.",
        ),
        Flaw::NotAnId { prefix } => say(
            &format!("Das ist keine Kennung; sie beginnt mit {prefix}_."),
            &format!("This is not an id; it begins with {prefix}_."),
        ),
        Flaw::NotAnEmailAddress => say(
            "Das ist keine E-Mail-Adresse wie name@verein.example.",
            "This is not an e-mail address like name@association.example.",
        ),
        Flaw::NotAPhoneNumber => say(
            "Das ist keine Telefonnummer wie 0221 4710000 oder +492214710000.",
            "This is not a telephone number like 0221 4710000 or +492214710000.",
        ),
        Flaw::NotAUrl => {
            say("Das ist keine Adresse, die mit https:// beginnt.", "This is not an address that begins with https://.")
        }
        Flaw::NotALanguage => say(
            "Das ist kein bekanntes Sprachkürzel (BCP 47) wie de, tr oder ar; languages zählt sie auf.",
            "This is not a known language tag (BCP 47) like de, tr or ar; languages lists them.",
        ),
        Flaw::NotAMunicipality => say(
            "Das ist kein bekannter Gemeindeschlüssel (8 Ziffern, etwa 05382060); municipalities zählt sie auf.",
            "This is not a known municipality key (8 digits, such as 05382060); municipalities lists them.",
        ),
        Flaw::OtherState => say(
            "Diese Gemeinde liegt in einem anderen Bundesland; hier sind nur die von Nordrhein-Westfalen bekannt (Schlüssel mit 05).",
            "This municipality lies in another state; only those of North Rhine-Westphalia are known here (keys with 05).",
        ),
        Flaw::NotARadius => {
            say("Der Umkreis geht von 0,1 bis 100 Kilometer.", "The radius goes from 0.1 to 100 kilometres.")
        }
        Flaw::UnknownPostalCode => say(
            "Diese Postleitzahl kennen wir nicht; bekannt sind die von Nordrhein-Westfalen.",
            "We do not know this postcode; those of North Rhine-Westphalia are known.",
        ),
        Flaw::NotAPoint => say(
            "Das ist kein Punkt auf der Erde: latitude von -90 bis 90, longitude von -180 bis 180 Grad (WGS 84).",
            "This is not a point on the globe: latitude -90 to 90, longitude -180 to 180 degrees (WGS 84).",
        ),
        Flaw::FarFromHere => say(
            "Dieser Punkt liegt mehr als 30 km von jeder bekannten Gemeinde entfernt. Sind latitude und longitude vertauscht?",
            "This point is more than 30 km from every municipality we know. Are latitude and longitude swapped?",
        ),
        Flaw::NotInMunicipality { municipality } => say(
            &format!("Dieser Punkt liegt mehr als 30 km von {municipality} entfernt."),
            &format!("This point is more than 30 km from {municipality}."),
        ),
        Flaw::Needs { field } => say(
            &format!("Das geht nur zusammen mit {field}."),
            &format!("This is possible only together with {field}."),
        ),
        Flaw::NotAPostalCode => say("Das ist keine Postleitzahl mit 5 Ziffern.", "This is not a postcode of 5 digits."),
        Flaw::NotADate => say("Das ist kein Datum wie 2026-11-22.", "This is not a date like 2026-11-22."),
        Flaw::NotATime => say("Das ist keine Uhrzeit wie 17:30.", "This is not a time of day like 17:30."),
        Flaw::NotADateTime => say(
            "Das ist kein Zeitpunkt wie 2026-11-22T17:30:00+01:00.",
            "This is not an instant like 2026-11-22T17:30:00+01:00.",
        ),
        Flaw::NotARule => say(
            "Das ist keine Wiederholungsregel (RFC 5545) wie FREQ=WEEKLY;BYDAY=TU.",
            "This is not a recurrence rule (RFC 5545) like FREQ=WEEKLY;BYDAY=TU.",
        ),
        Flaw::PrimaryLanguageMissing { language } => say(
            &format!("Der Text in der Hauptsprache ({language}) fehlt."),
            &format!("The text in the primary language ({language}) is missing."),
        ),
        Flaw::Contradicts { field } => {
            say(&format!("Das widerspricht {field}."), &format!("This contradicts {field}."))
        }
        Flaw::WeakPassword => say(
            "Dieses Passwort ist leicht zu erraten. Mehrere Wörter, die nichts miteinander zu tun haben, sind besser.",
            "This password is easily guessed. Several words that have nothing to do with each other are better.",
        ),
        Flaw::WrongPassword => say("Das ist nicht Ihr Passwort.", "This is not your password."),
        Flaw::NoCentre { county } => say(
            &format!("Für {county} ist hier kein Integrationszentrum zuständig."),
            &format!("No integration centre here is responsible for {county}."),
        ),
        Flaw::OtherCounty => say(
            "Diese Gemeinde liegt in einem anderen Kreis; dafür ist ein anderes Integrationszentrum zuständig.",
            "This municipality lies in another county; another integration centre is responsible there.",
        ),
        Flaw::OnlyItself => say("Das sagt nur die Organisation selbst.", "Only the organisation itself says this."),
        Flaw::Empty { field } => say(
            &format!("{field} ist leer; da gibt es nichts zu veröffentlichen."),
            &format!("{field} is empty; there is nothing to publish."),
        ),
        Flaw::InUse => say("Das wird noch benutzt.", "This is still in use."),
        Flaw::OrganisationNotPublic => {
            say("Die Organisation ist noch nicht öffentlich.", "The organisation is not public yet.")
        }
        Flaw::NoContact => say(
            "Es fehlt ein öffentlicher Weg, Kontakt aufzunehmen: eine Kontaktstelle mit Einwilligung oder ein Anmeldelink.",
            "A public way to make contact is missing: a contact point with consent, or a registration link.",
        ),
        Flaw::OneLead => say(
            "Ein Projekt hat eine Leitung; sie wird mit offerLead und acceptLead übergeben.",
            "A project has one lead; it is handed over with offerLead and acceptLead.",
        ),
        Flaw::TakesPartAlready => say(
            "Diese Organisation ist schon dabei, eingeladen oder hat selbst angefragt.",
            "This organisation takes part already, is invited, or has asked itself.",
        ),
        Flaw::NotAPartner => say(
            "Diese Organisation ist nicht beteiligt (im Projekt partners mit dem Stand ACCEPTED, in der Gruppe members).",
            "This organisation takes no part (in a project partners with the status ACCEPTED, in a group members).",
        ),
        Flaw::NoPartner => say(
            "Außer der leitenden Organisation ist noch niemand dabei.",
            "Nobody but the leading organisation takes part yet.",
        ),
        Flaw::NobodySees => say(
            "Außerhalb des Projekts sieht das niemand; setzen Sie visibility auf NETWORK oder PUBLIC.",
            "Nobody outside of the project sees this; set visibility to NETWORK or PUBLIC.",
        ),
        Flaw::NoChair => say(
            "Die Gruppe hat noch keinen Vorsitz; assignGroupRole bestimmt ihn.",
            "The group has no chair yet; assignGroupRole appoints one.",
        ),
        Flaw::NoAccount => say("Diese Person hat kein Konto.", "This person has no account."),
        Flaw::OnlyInvited => {
            say("In diese Gruppe kommt, wer eingeladen ist.", "Only whoever is invited comes into this group.")
        }
        Flaw::NoConsent => {
            say("Ohne Einwilligung speichern wir keine Kontaktdaten.", "Without consent we keep no contact data.")
        }
        Flaw::Unreachable => say(
            "Es fehlt eine E-Mail-Adresse oder Telefonnummer für die Antwort.",
            "An e-mail address or telephone number for the answer is missing.",
        ),
        Flaw::OnlyStaff => say("Das gibt nur das Integrationszentrum an.", "Only the integration centre says this."),
        Flaw::NotAMember => say(
            "Diese Person ist nicht in der Gruppe (members mit dem Stand ACTIVE).",
            "This person is not in the group (members with the status ACTIVE).",
        ),
        Flaw::NotAnOption => say(
            "Nach dieser Zeit wird nicht gefragt; options zählt auf, wonach.",
            "This time is not asked about; options lists those that are.",
        ),
        Flaw::OriginalLanguage => say(
            "In dieser Sprache steht das Original; übersetzt wird es in andere. Das Original ändern Sie mit updateOffer, updateOrganisation oder updateProject.",
            "This is the language of the original, which is translated into others. You change the original with updateOffer, updateOrganisation or updateProject.",
        ),
        Flaw::NothingToTranslate => say(
            "Im Original steht hier nichts, was zu übersetzen wäre.",
            "The original says nothing here that could be translated.",
        ),
        Flaw::NothingToReview => say(
            "Hier gibt es keine Übersetzung zu prüfen: Sie fehlt, ist geprüft oder veraltet; eine veraltete schreiben Sie mit saveTranslation neu.",
            "There is no translation to review here: it is missing, reviewed already, or outdated; an outdated one you write anew with saveTranslation.",
        ),
        Flaw::OwnTranslation => say(
            "Was Sie selbst übersetzt haben, prüft eine andere Person.",
            "What you translated yourself is reviewed by somebody else.",
        ),
        Flaw::NotATranslationLanguage => say(
            "In diese Sprache übersetzen Sie nicht; sagen Sie es zuerst mit setTranslationLanguages.",
            "You do not translate into this language; say so first with setTranslationLanguages.",
        ),
        Flaw::OwnWork => say(
            "Wer das Protokoll geschrieben hat, genehmigt es nicht selbst; das tut jemand anderes aus Vorsitz und Stellvertretung.",
            "Whoever wrote the minutes does not approve them; another chair or deputy does.",
        ),
        Flaw::NoPlace => say(
            "Es fehlt ein Ort, ein Gebiet oder die Angabe online.",
            "A place, an area or the mode online is missing.",
        ),
    }
}
