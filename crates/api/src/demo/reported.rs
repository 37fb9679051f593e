//! What a report said of real organisations.

use super::data::Reported;
use super::load::{DemoError, Loader, id};
use domain::actor::StaffRole;
use domain::change::Intent;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::{Offer, OfferContent, Surroundings, TaughtLanguage};
use domain::organisation::{MemberCount, Organisation, OrganisationContent, Origin, OriginKind};
use domain::place::MunicipalityKey;
use domain::refusal::Problems;
use domain::text::{Line, TITLE, TextSource, Value};

impl Loader<'_> {
    /// What a report said of real organisations: entered by the centre, unclaimed, with nothing made up about them.
    pub(super) async fn reported_organisations(&self, reported: &Reported) -> Result<(), DemoError> {
        let at = self.days_ago(100);
        for demo in &reported.organisations {
            let municipality = MunicipalityKey::parse(&demo.municipality)?;
            let centre = self.centres.values().find(|centre| centre.county.as_str() == municipality.county());
            let centre = centre.ok_or_else(|| DemoError::Data(format!("no centre for {municipality}")))?;
            let coordinator = self.staff_actor(centre.id, StaffRole::Coordinator, 0)?;
            let intent = Intent { actor: coordinator, now: at, expected: None };
            let german = LanguageTag::german();
            let mut content =
                OrganisationContent::new(Line::parse(&demo.name)?, demo.kind.parse()?, municipality, german.clone());
            content.member_count = demo.member_count.map(|value| MemberCount {
                value,
                as_of: Some(reported.date),
                is_self_declared: false,
                is_approximate: true,
            });
            content.working_languages =
                demo.working_languages.iter().map(|tag| LanguageTag::parse(tag)).collect::<Result<_, _>>()?;
            content.funding_labels =
                demo.funding_labels.iter().map(|label| Line::parse(label)).collect::<Result<_, _>>()?;
            content.activities = demo.activities.iter().map(|code| OfferKind::parse(code)).collect::<Result<_, _>>()?;
            let origin = Origin {
                kind: OriginKind::Report,
                source: Some(Line::parse(&reported.source)?),
                date: Some(reported.date),
            };
            let nothing_more = |_: &mut OrganisationContent, _: &mut Problems| {};
            let imported =
                Organisation::import(id(&demo.key, at), Some(centre), origin, content, nothing_more, &intent)?;
            let organisation = self.tx.save(imported).await?;
            let surroundings = Surroundings {
                organisation,
                contact_points: vec![],
                action_fields: vec![],
                joint_organisations: vec![],
            };
            for offer in &demo.offers {
                let (kind, taught) = (
                    OfferKind::parse(&offer.kind)?,
                    offer.taught_language.as_deref().map(LanguageTag::parse).transpose()?,
                );
                let edit = |content: &mut OfferContent, problems: &mut Problems| {
                    problems.check("title", content.title.set(german.clone(), &offer.title, TextSource::Human, TITLE));
                    content.kind = Some(kind);
                    content.taught_language = taught.map(|language| TaughtLanguage {
                        language,
                        level_from: None,
                        level_to: None,
                        includes_literacy: false,
                    });
                };
                let drafted = Offer::create(id(&offer.title, at), german.clone(), &surroundings, edit, &intent)?;
                self.tx.save(drafted).await?;
            }
        }
        Ok(())
    }
}
