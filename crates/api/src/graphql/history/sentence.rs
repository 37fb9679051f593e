//! What happened, as sentences in German and English. The one place with them.

use crate::graphql::message::Tongue;
use domain::event::EventKind;

/// What a sentence can name.
#[derive(Clone, Debug, Default)]
pub struct Named<'a> {
    /// Who did it, as the reader may know them.
    pub who: Option<&'a str>,
    /// The organisation that is meant.
    pub organisation: Option<&'a str>,
    /// A role, a state or a date that is part of the fact.
    pub detail: Option<&'a str>,
}

/// The sentence for an event.
#[must_use]
pub fn sentence(kind: EventKind, named: &Named<'_>, tongue: Tongue) -> String {
    let (german, english) = template(kind);
    let (text, somebody, some_organisation) = match tongue {
        Tongue::German => (german, "Jemand", "eine Organisation"),
        Tongue::English => (english, "Somebody", "an organisation"),
    };
    let text = if named.detail.is_some() { text.to_owned() } else { text.replace(" ({detail})", "") };
    // In one pass, so that a name with braces in it is taken as it is.
    let parts = text.split('{').flat_map(|part| match part.split_once('}') {
        Some(("who", rest)) => [named.who.unwrap_or(somebody), rest],
        Some(("organisation", rest)) => [named.organisation.unwrap_or(some_organisation), rest],
        Some((_, rest)) => [named.detail.unwrap_or_default(), rest],
        None => ["", part],
    });
    let mut said: String = parts.collect();
    // Many names end in "e. V." and bring a full stop of their own.
    if said.ends_with("..") {
        said.pop();
    }
    said
}

/// German and English. A name is never declined and may be missing: {who} stands first, and {organisation} only where
/// German takes the nominative or accusative, and not first.
fn template(kind: EventKind) -> (&'static str, &'static str) {
    use EventKind as K;
    match kind {
        K::AccountRegistered => ("{who} hat sich registriert.", "{who} signed up."),
        K::AccountActivated => ("{who} hat ein neues Konto freigeschaltet.", "{who} activated a new account."),
        K::AccountDeleted => ("{who} hat das eigene Konto gelöscht.", "{who} deleted their own account."),
        K::PasswordChanged => ("{who} hat ein neues Passwort gewählt.", "{who} chose a new password."),
        K::PasswordReset => ("Wir haben ein neues Passwort gesetzt.", "We set a new password."),
        K::SignedIn => ("{who} hat sich angemeldet.", "{who} signed in."),
        K::SessionRefreshed => ("{who} ist angemeldet geblieben.", "{who} stayed signed in."),
        K::SessionRevoked => ("Wir haben eine Anmeldung zur Sicherheit beendet.", "We ended a sign-in to be safe."),
        K::SignedOut => ("{who} hat sich abgemeldet.", "{who} signed out."),
        K::SignedOutEverywhere => ("{who} hat sich auf allen Geräten abgemeldet.", "{who} signed out on all devices."),
        K::CentreCreated => ("{who} hat das Zentrum eingerichtet.", "{who} set up the centre."),
        K::StaffAppointed => {
            ("{who} hat eine Rolle im Zentrum vergeben ({detail}).", "{who} assigned a role at the centre ({detail}).")
        }
        K::StaffDismissed => ("{who} hat eine Rolle im Zentrum beendet.", "{who} ended a role at the centre."),
        K::ActionFieldCreated => ("{who} hat ein Handlungsfeld hinzugefügt.", "{who} added an action field."),
        K::MembershipGranted => (
            "{who} hat eine Rolle für {organisation} vergeben ({detail}).",
            "{who} assigned a role for {organisation} ({detail}).",
        ),
        K::MembershipRevoked => ("{who} hat eine Mitgliedschaft beendet.", "{who} ended a membership."),
        K::ContactPointCreated => ("{who} hat eine Kontaktstelle hinzugefügt.", "{who} added a contact point."),
        K::ContactPointUpdated => ("{who} hat eine Kontaktstelle geändert.", "{who} changed a contact point."),
        K::ContactPointDeleted => ("{who} hat eine Kontaktstelle gelöscht.", "{who} deleted a contact point."),
        K::ContactConsentRecorded => ("{who} hat eine Einwilligung eingetragen.", "{who} recorded a consent."),
        K::ContactConsentWithdrawn => ("{who} hat eine Einwilligung zurückgenommen.", "{who} withdrew a consent."),
        K::OrganisationRegistered => ("{who} hat {organisation} registriert.", "{who} registered {organisation}."),
        K::OrganisationImported => {
            ("{who} hat {organisation} aus einem Bericht eingetragen.", "{who} entered {organisation} from a report.")
        }
        K::OrganisationUpdated => ("{who} hat das Profil geändert.", "{who} changed the profile."),
        K::OrganisationConfirmed => {
            ("{who} hat bestätigt, dass das Profil stimmt.", "{who} confirmed that the profile is right.")
        }
        K::OrganisationSubmitted => {
            ("{who} hat für {organisation} um Aufnahme gebeten.", "{who} asked to admit {organisation}.")
        }
        K::OrganisationAdmitted => ("{who} hat {organisation} aufgenommen.", "{who} admitted {organisation}."),
        K::OrganisationReturned => {
            ("{who} hat {organisation} um Änderungen gebeten.", "{who} asked {organisation} for changes.")
        }
        K::OrganisationRejected => {
            ("{who} hat {organisation} nicht aufgenommen.", "{who} did not admit {organisation}.")
        }
        K::OrganisationSuspended => ("{who} hat {organisation} gesperrt.", "{who} suspended {organisation}."),
        K::OrganisationResumed => ("{who} hat {organisation} wieder freigegeben.", "{who} let {organisation} back in."),
        K::OrganisationDissolved => (
            "{who} hat {organisation} als aufgelöst eingetragen.",
            "{who} recorded that {organisation} has closed down.",
        ),
        K::OrganisationMerged => ("{who} hat zwei Einträge zusammengelegt.", "{who} merged two entries."),
        K::OrganisationDeleted => {
            ("{who} hat den Entwurf des Profils gelöscht.", "{who} deleted the draft of the profile.")
        }
        K::OrganisationTrustChanged => (
            "{who} hat entschieden, ob {organisation} selbst veröffentlichen darf ({detail}).",
            "{who} decided whether {organisation} may publish by itself ({detail}).",
        ),
        K::OrganisationRemovalRequested => {
            ("{who} hat gebeten, {organisation} hier zu entfernen.", "{who} asked to remove {organisation} here.")
        }
        K::OrganisationWithdrawn => ("{who} hat den Eintrag für immer entfernt.", "{who} removed the entry for good."),
        K::OrganisationRestored => {
            ("{who} hat den Eintrag wieder sichtbar gemacht.", "{who} made the entry visible again.")
        }
        K::OfferCreated => ("{who} hat ein Angebot entworfen.", "{who} drafted an offer."),
        K::OfferDuplicated => ("{who} hat ein Angebot kopiert.", "{who} copied an offer."),
        K::TranslationSaved => ("{who} hat übersetzt ({detail}).", "{who} translated ({detail})."),
        K::TranslationReviewed => {
            ("{who} hat eine Übersetzung geprüft ({detail}).", "{who} reviewed a translation ({detail}).")
        }
        K::TranslationLanguagesSet => (
            "{who} hat gesagt, in welche Sprachen sie oder er übersetzt.",
            "{who} said which languages they translate into.",
        ),
        K::OfferUpdated => ("{who} hat das Angebot geändert.", "{who} changed the offer."),
        K::OfferResubmitted => {
            ("{who} hat das Angebot geändert und neu eingereicht.", "{who} changed the offer and sent it in again.")
        }
        K::OfferSubmitted => ("{who} hat das Angebot eingereicht.", "{who} sent in the offer."),
        K::OfferWithdrawn => ("{who} hat das Angebot zurückgezogen.", "{who} took back the offer."),
        K::OfferPublished => ("{who} hat das Angebot veröffentlicht.", "{who} published the offer."),
        K::OfferReturned => ("{who} hat um Änderungen am Angebot gebeten.", "{who} asked for changes to the offer."),
        K::OfferRejected => ("{who} hat das Angebot abgelehnt.", "{who} turned down the offer."),
        K::OfferPaused => ("{who} hat das Angebot pausiert.", "{who} paused the offer."),
        K::OfferResumed => {
            ("{who} hat das Angebot nach der Pause fortgesetzt.", "{who} resumed the offer after its break.")
        }
        K::OfferConfirmed => {
            ("{who} hat bestätigt, dass das Angebot noch stimmt.", "{who} confirmed that the offer is still right.")
        }
        K::OfferEnded => ("{who} hat das Angebot beendet.", "{who} ended the offer."),
        K::OfferReopened => {
            ("{who} hat das Angebot wieder zum Entwurf gemacht.", "{who} turned the offer back into a draft.")
        }
        K::OfferBlocked => ("{who} hat das Angebot gesperrt.", "{who} blocked the offer."),
        K::OfferUnblocked => ("{who} hat das Angebot wieder freigegeben.", "{who} unblocked the offer."),
        K::OfferDeleted => ("{who} hat den Entwurf des Angebots gelöscht.", "{who} deleted the draft of the offer."),
        K::CentreOrganisationCreated => {
            ("{who} hat das Zentrum als Organisation eingetragen.", "{who} entered the centre as an organisation.")
        }
        K::ProjectProposed => ("{who} hat das Projekt vorgeschlagen.", "{who} proposed the project."),
        K::ProjectUpdated => ("{who} hat die Angaben zum Projekt geändert.", "{who} changed what the project says."),
        K::ProjectSeekingPartners => {
            ("{who} hat die Suche nach Partnern begonnen.", "{who} began to look for partners.")
        }
        K::ProjectPlanned => {
            ("{who} hat das Projekt fest eingeplant.", "{who} decided that the project will take place.")
        }
        K::ProjectStarted => ("{who} hat das Projekt gestartet.", "{who} started the project."),
        K::ProjectHeld => ("{who} hat das Projekt unterbrochen.", "{who} put the project on hold."),
        K::ProjectResumed => ("{who} hat das Projekt fortgesetzt.", "{who} resumed the project."),
        K::ProjectCompleted => ("{who} hat das Projekt abgeschlossen.", "{who} completed the project."),
        K::ProjectCancelled => ("{who} hat das Projekt abgesagt.", "{who} called off the project."),
        K::ProjectDeleted => ("{who} hat das Projekt gelöscht.", "{who} deleted the project."),
        K::ReusePublished => (
            "{who} hat erklärt, wie andere das Projekt nachmachen können.",
            "{who} explained how others can repeat the project.",
        ),
        K::ProjectAdapted => (
            "{who} hat nach einem Vorbild ein eigenes Projekt angelegt.",
            "{who} set up a project modelled on another one.",
        ),
        K::LeadOffered => (
            "{who} hat {organisation} gebeten, die Leitung zu übernehmen.",
            "{who} asked {organisation} to take the lead.",
        ),
        K::LeadHandedOver => {
            ("{who} hat die Leitung für {organisation} übernommen.", "{who} took over the lead for {organisation}.")
        }
        K::LeadDeclined => {
            ("{who} hat entschieden, dass die Leitung nicht wechselt.", "{who} decided to leave the lead where it is.")
        }
        K::PartnerInvited => {
            ("{who} hat {organisation} eingeladen mitzumachen.", "{who} invited {organisation} to join.")
        }
        K::PartnershipRequested => {
            ("{who} hat gefragt, ob {organisation} mitmachen kann.", "{who} asked whether {organisation} can join.")
        }
        K::PartnershipUpdated => {
            ("{who} hat geändert, was {organisation} beiträgt.", "{who} changed what {organisation} contributes.")
        }
        K::PartnershipAccepted => (
            "{who} hat zugesagt, und {organisation} ist jetzt dabei.",
            "{who} said yes, and {organisation} is now on board.",
        ),
        K::PartnershipDeclined => (
            "{who} hat abgesagt, also macht {organisation} nicht mit.",
            "{who} said no, so {organisation} is not joining.",
        ),
        K::PartnershipWithdrawn => (
            "{who} hat entschieden, dass {organisation} doch nicht mitmacht.",
            "{who} decided that {organisation} is not taking part after all.",
        ),
        K::PartnershipEnded => ("{who} hat die Partnerschaft beendet.", "{who} ended the partnership."),
        K::TeamMemberAdded => ("{who} hat jemanden ins Team geholt.", "{who} brought somebody into the team."),
        K::TeamMemberRemoved => ("{who} hat eine Mitarbeit im Team beendet.", "{who} ended a place in the team."),
        K::NeedCreated => ("{who} hat eingetragen, was dem Projekt fehlt.", "{who} added something the project needs."),
        K::NeedUpdated => ("{who} hat geändert, was dem Projekt fehlt.", "{who} changed what the project needs."),
        K::NeedOffered => ("{who} hat Hilfe angeboten.", "{who} offered to help."),
        K::NeedMet => ("{who} hat das Hilfsangebot angenommen.", "{who} accepted the offer of help."),
        K::NeedReopened => ("{who} hat die Suche nach Hilfe wieder geöffnet.", "{who} started to look for help again."),
        K::NeedWithdrawn => ("{who} hat die Suche nach Hilfe beendet.", "{who} stopped looking for help."),
        K::TaskCreated => ("{who} hat eine Aufgabe hinzugefügt.", "{who} added a task."),
        K::TaskUpdated => ("{who} hat eine Aufgabe geändert.", "{who} changed a task."),
        K::TaskCompleted => ("{who} hat eine Aufgabe erledigt.", "{who} completed a task."),
        K::TaskReopened => ("{who} hat eine Aufgabe wieder geöffnet.", "{who} reopened a task."),
        K::TaskDropped => ("{who} hat eine Aufgabe gestrichen.", "{who} dropped a task."),
        K::WorkingGroupProposed => ("{who} hat die Arbeitsgruppe vorgeschlagen.", "{who} proposed the working group."),
        K::WorkingGroupUpdated => {
            ("{who} hat die Angaben zur Arbeitsgruppe geändert.", "{who} changed what the working group says.")
        }
        K::WorkingGroupActivated => ("{who} hat die Arbeitsgruppe gestartet.", "{who} started the working group."),
        K::WorkingGroupPaused => ("{who} hat die Arbeitsgruppe pausiert.", "{who} paused the working group."),
        K::WorkingGroupResumed => ("{who} hat die Arbeitsgruppe fortgesetzt.", "{who} resumed the working group."),
        K::WorkingGroupClosed => ("{who} hat die Arbeitsgruppe abgeschlossen.", "{who} closed the working group."),
        K::GroupMemberInvited => {
            ("{who} hat {organisation} in die Gruppe eingeladen.", "{who} invited {organisation} into the group.")
        }
        K::GroupMemberRequested => {
            ("{who} hat für {organisation} um Aufnahme gebeten.", "{who} asked to join for {organisation}.")
        }
        K::GroupMemberJoined => {
            ("{who} ist für {organisation} in die Gruppe gekommen.", "{who} joined the group for {organisation}.")
        }
        K::GroupMemberAccepted => (
            "{who} hat zugesagt, und {organisation} ist jetzt in der Gruppe.",
            "{who} said yes, and {organisation} is now in the group.",
        ),
        K::GroupMemberDeclined => (
            "{who} hat abgesagt, also kommt {organisation} nicht in die Gruppe.",
            "{who} said no, so {organisation} is not joining the group.",
        ),
        K::GroupMembershipEnded => {
            ("{who} hat eine Mitarbeit in der Gruppe beendet.", "{who} ended a membership of the group.")
        }
        K::GroupRoleAssigned => (
            "{who} hat eine Rolle in der Gruppe vergeben ({detail}).",
            "{who} assigned a role in the group ({detail}).",
        ),
        K::InterestExpressed => ("{who} hat Interesse an der Gruppe gezeigt.", "{who} showed interest in the group."),
        K::InterestContacted => {
            ("{who} hat sich bei der interessierten Person gemeldet.", "{who} got in touch with the interested person.")
        }
        K::InterestAccepted => {
            ("{who} hat die interessierte Person aufgenommen.", "{who} welcomed the interested person as a member.")
        }
        K::InterestDeclined => {
            ("{who} hat der interessierten Person abgesagt.", "{who} turned down the interested person.")
        }
        K::InterestWithdrawn => ("{who} hat das Interesse zurückgezogen.", "{who} withdrew the interest."),
        K::InterestErased => (
            "Wir haben persönliche Daten nach Ablauf der Frist gelöscht.",
            "We erased personal data after its time was up.",
        ),
        K::MeetingPolled => ("{who} hat nach einem Termin gefragt.", "{who} asked when the group can meet."),
        K::MeetingScheduled => ("{who} hat eine Sitzung angesetzt.", "{who} scheduled a meeting."),
        K::MeetingUpdated => ("{who} hat die Sitzung geändert.", "{who} changed the meeting."),
        K::PollAnswered => ("{who} hat auf die Terminfrage geantwortet.", "{who} answered the date poll."),
        K::MeetingDateFixed => ("{who} hat den Termin festgelegt.", "{who} fixed the date."),
        K::MeetingInvited => ("{who} hat zur Sitzung eingeladen.", "{who} sent the invitations to the meeting."),
        K::MeetingAnswered => {
            ("{who} hat auf die Einladung geantwortet ({detail}).", "{who} answered the invitation ({detail}).")
        }
        K::MeetingHeld => {
            ("{who} hat eingetragen, dass die Sitzung war.", "{who} recorded that the meeting took place.")
        }
        K::MeetingCancelled => ("{who} hat die Sitzung abgesagt.", "{who} called off the meeting."),
        K::AttendanceRecorded => ("{who} hat eingetragen, wer da war.", "{who} recorded who was there."),
        K::DecisionRecorded => ("{who} hat einen Beschluss eingetragen.", "{who} recorded a decision."),
        K::DecisionUpdated => ("{who} hat einen Beschluss umformuliert.", "{who} reworded a decision."),
        K::DecisionDropped => {
            ("{who} hat einen irrtümlichen Beschluss gestrichen.", "{who} took out a decision made by mistake.")
        }
        K::MinutesDrafted => ("{who} hat das Protokoll geschrieben.", "{who} wrote the minutes."),
        K::MinutesUpdated => ("{who} hat das Protokoll geändert.", "{who} changed the minutes."),
        K::MinutesApproved => ("{who} hat das Protokoll genehmigt.", "{who} approved the minutes."),
        K::MinutesCorrected => {
            ("{who} hat eine Berichtigung des Protokolls begonnen.", "{who} began a correction of the minutes.")
        }
        K::ParticipationSnapshotTaken => {
            ("{who} hat einen Beteiligungsbericht festgehalten.", "{who} froze a report on who takes part.")
        }
        K::ReferenceFiguresImported => ("{who} hat Vergleichszahlen eingelesen.", "{who} imported reference figures."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_NAMED: Named<'_> = Named {
        who: Some("Aylin D. (Verein Nachbarschaft)"),
        organisation: Some("Marokkanischer Kulturverein"),
        detail: Some("Vorsitz"),
    };

    #[test]
    fn every_fact_has_a_sentence_in_german_and_english() {
        for &kind in EventKind::ALL {
            for named in [Named::default(), ALL_NAMED] {
                let [german, english] = [Tongue::German, Tongue::English].map(|tongue| sentence(kind, &named, tongue));
                for said in [&german, &english] {
                    assert!(said.ends_with('.'), "{kind}: {said}");
                    assert!(!said.contains(['{', '}']), "{kind}: {said}");
                }
                assert_ne!(german, english, "{kind}");
            }
        }
    }

    #[test]
    fn german_and_english_name_the_same() {
        for &kind in EventKind::ALL {
            let (german, english) = template(kind);
            for slot in ["{who}", "{organisation}", " ({detail})."] {
                assert_eq!(german.contains(slot), english.contains(slot), "{kind}: {slot}");
            }
        }
    }

    #[test]
    fn a_missing_detail_leaves_no_gap() {
        let said = |named| sentence(EventKind::StaffAppointed, &named, Tongue::English);
        assert_eq!(said(Named::default()), "Somebody assigned a role at the centre.");
        let detail = Some("coordinator");
        assert_eq!(said(Named { detail, ..Named::default() }), "Somebody assigned a role at the centre (coordinator).");
    }

    #[test]
    fn a_name_is_taken_as_it_is() {
        let named = Named { who: Some("{detail}"), organisation: Some("Brücke e. V."), detail: None };
        let said = sentence(EventKind::OrganisationAdmitted, &named, Tongue::English);
        assert_eq!(said, "{detail} admitted Brücke e. V.");
    }
}
