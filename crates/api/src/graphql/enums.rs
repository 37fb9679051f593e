//! Closed sets, as the API names them: the same words as in the domain, each described for a client's developer.

use async_graphql::Enum;

/// Declares the API's side of a closed set of the domain.
macro_rules! mirror {
    ($(#[$meta:meta])* $name:ident = $remote:literal { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        #[graphql(remote = $remote)]
        pub enum $name {
            $($(#[$variant_meta])* #[graphql(name = $text)] $variant,)+
        }
    };
}

pub(crate) use mirror;

mirror! {
    /// What a language of delivery is used for.
    LanguageUse = "domain::offer::LanguageUse" {
        /// Somebody there speaks it.
        Spoken = "SPOKEN",
        /// The course is held in it.
        TaughtIn = "TAUGHT_IN",
        /// Material is in it.
        Material = "MATERIAL",
    }
}

mirror! {
    /// Levels of the Common European Framework of Reference for Languages, with one below it.
    LanguageLevel = "domain::offer::LanguageLevel" {
        /// Before A1, with learning to read and write.
        PreA1 = "PRE_A1",
        /// Beginner.
        A1 = "A1",
        /// Elementary.
        A2 = "A2",
        /// Intermediate.
        B1 = "B1",
        /// Upper intermediate.
        B2 = "B2",
        /// Advanced.
        C1 = "C1",
        /// Near native.
        C2 = "C2",
    }
}

mirror! {
    /// Types of schools in North Rhine-Westphalia, by stage.
    SchoolType = "domain::offer::SchoolType" {
        /// Years 1 to 4.
        Primary = "PRIMARY",
        /// Years 5 to 10.
        LowerSecondary = "LOWER_SECONDARY",
        /// Years 11 to 13.
        UpperSecondary = "UPPER_SECONDARY",
        /// Vocational school.
        Vocational = "VOCATIONAL",
    }
}

mirror! {
    /// Whom an offer is for.
    TargetGroup = "domain::offer::TargetGroup" {
        /// Children.
        Children = "CHILDREN",
        /// Young people.
        Youth = "YOUTH",
        /// Adults.
        Adults = "ADULTS",
        /// Older people.
        Seniors = "SENIORS",
        /// Parents.
        Parents = "PARENTS",
        /// Refugees.
        Refugees = "REFUGEES",
        /// People who look for work or training.
        JobSeekers = "JOB_SEEKERS",
        /// People with disabilities.
        PeopleWithDisabilities = "PEOPLE_WITH_DISABILITIES",
        /// Volunteers.
        Volunteers = "VOLUNTEERS",
        /// Teachers.
        Teachers = "TEACHERS",
    }
}

mirror! {
    /// Whom an offer is for, where it matters.
    Gender = "domain::offer::Gender" {
        /// Women.
        Women = "WOMEN",
        /// Girls.
        Girls = "GIRLS",
        /// Men.
        Men = "MEN",
        /// Boys.
        Boys = "BOYS",
        /// Queer people.
        Queer = "QUEER",
    }
}

mirror! {
    /// How an offer reaches people.
    Mode = "domain::offer::Mode" {
        /// At a place.
        InPerson = "IN_PERSON",
        /// Over the internet.
        Online = "ONLINE",
        /// By telephone.
        Phone = "PHONE",
        /// At people's homes.
        HomeVisit = "HOME_VISIT",
        /// Where people are anyway.
        Outreach = "OUTREACH",
    }
}

mirror! {
    /// How one gets in.
    OfferAccess = "domain::offer::OfferAccess" {
        /// Just come.
        Open = "OPEN",
        /// Register first.
        Registration = "REGISTRATION",
        /// Somebody has to refer you.
        Referral = "REFERRAL",
    }
}

mirror! {
    /// What makes an offer or a place accessible.
    Accessibility = "domain::offer::Accessibility" {
        /// Without steps.
        StepFree = "STEP_FREE",
        /// With an accessible toilet.
        AccessibleToilet = "ACCESSIBLE_TOILET",
        /// With sign language.
        SignLanguage = "SIGN_LANGUAGE",
        /// With a hearing loop.
        HearingLoop = "HEARING_LOOP",
        /// In easy language.
        EasyLanguage = "EASY_LANGUAGE",
    }
}

mirror! {
    /// A day of the week.
    Weekday = "domain::schedule::Weekday" {
        /// Monday.
        Monday = "MONDAY",
        /// Tuesday.
        Tuesday = "TUESDAY",
        /// Wednesday.
        Wednesday = "WEDNESDAY",
        /// Thursday.
        Thursday = "THURSDAY",
        /// Friday.
        Friday = "FRIDAY",
        /// Saturday.
        Saturday = "SATURDAY",
        /// Sunday.
        Sunday = "SUNDAY",
    }
}

mirror! {
    /// How exactly the point of a place is known.
    PointAccuracy = "domain::place::PointAccuracy" {
        /// The place itself.
        Exact = "EXACT",
        /// The middle of its postcode.
        PostalCode = "POSTAL_CODE",
        /// The middle of its municipality: no more is known, or no more is shown.
        Municipality = "MUNICIPALITY",
    }
}

mirror! {
    /// What a room has.
    RoomEquipment = "domain::place::RoomEquipment" {
        /// A projector.
        Projector = "PROJECTOR",
        /// A whiteboard or flip chart.
        Whiteboard = "WHITEBOARD",
        /// Internet for guests.
        Wifi = "WIFI",
        /// Computers.
        Computers = "COMPUTERS",
        /// A kitchen.
        Kitchen = "KITCHEN",
        /// A stage.
        Stage = "STAGE",
        /// Microphones and loudspeakers.
        SoundSystem = "SOUND_SYSTEM",
        /// A piano.
        Piano = "PIANO",
        /// A corner for children to play in.
        PlayCorner = "PLAY_CORNER",
        /// A floor for sports or dance.
        SportsFloor = "SPORTS_FLOOR",
        /// Headsets and a booth or transmitter for interpreters.
        InterpretingEquipment = "INTERPRETING_EQUIPMENT",
    }
}

mirror! {
    /// The state an offer is in.
    OfferStatus = "domain::offer::OfferStatus" {
        /// Being written.
        Draft = "DRAFT",
        /// Waits for the centre.
        Submitted = "SUBMITTED",
        /// Public, as long as it is fresh enough and its organisation is public.
        Published = "PUBLISHED",
        /// Takes a break.
        Paused = "PAUSED",
        /// Over.
        Ended = "ENDED",
        /// Refused by the centre.
        Rejected = "REJECTED",
        /// Taken out of public results by the centre.
        Blocked = "BLOCKED",
        /// A deleted draft.
        Deleted = "DELETED",
    }
}

mirror! {
    /// What kind of organisation it is.
    OrganisationKind = "domain::organisation::OrganisationKind" {
        /// An organisation of migrants.
        MigrantOrganisation = "MIGRANT_ORGANISATION",
        /// A cultural association.
        CulturalAssociation = "CULTURAL_ASSOCIATION",
        /// An educational association.
        EducationalAssociation = "EDUCATIONAL_ASSOCIATION",
        /// A religious community.
        ReligiousCommunity = "RELIGIOUS_COMMUNITY",
        /// A sports club.
        SportsClub = "SPORTS_CLUB",
        /// A welfare association.
        WelfareAssociation = "WELFARE_ASSOCIATION",
        /// An advice service.
        AdviceService = "ADVICE_SERVICE",
        /// A provider of education.
        EducationProvider = "EDUCATION_PROVIDER",
        /// A school.
        School = "SCHOOL",
        /// A day care centre.
        DayCare = "DAY_CARE",
        /// A municipality's administration.
        Municipality = "MUNICIPALITY",
        /// A county's office.
        CountyOffice = "COUNTY_OFFICE",
        /// An integration council.
        IntegrationCouncil = "INTEGRATION_COUNCIL",
        /// A political party.
        PoliticalParty = "POLITICAL_PARTY",
        /// A company or chamber.
        CompanyOrChamber = "COMPANY_OR_CHAMBER",
        /// An initiative without a legal form.
        Initiative = "INITIATIVE",
        /// Anything else.
        Other = "OTHER",
    }
}

mirror! {
    /// How an organisation describes itself; set by the organisation alone, never inferred. Statistics use it.
    SelfDescription = "domain::organisation::SelfDescription" {
        /// As a migrant organisation.
        MigrantOrganisation = "MIGRANT_ORGANISATION",
        /// As something else.
        OtherOrganisation = "OTHER_ORGANISATION",
    }
}

mirror! {
    /// What organisations lend to each other.
    ResourceKind = "domain::organisation::ResourceKind" {
        /// A room.
        Room = "ROOM",
        /// People who speak a language.
        Language = "LANGUAGE",
        /// Equipment.
        Equipment = "EQUIPMENT",
        /// Volunteers.
        Volunteers = "VOLUNTEERS",
        /// Knowledge and experience.
        Expertise = "EXPERTISE",
    }
}

mirror! {
    /// The state an organisation is in.
    OrganisationStatus = "domain::organisation::OrganisationStatus" {
        /// Registered; its manager fills in the profile.
        Draft = "DRAFT",
        /// Waits for the centre.
        Submitted = "SUBMITTED",
        /// Admitted and public.
        Active = "ACTIVE",
        /// Entered from a report, public, not claimed yet.
        Unclaimed = "UNCLAIMED",
        /// Entered from a report; somebody asked that it disappears. Hidden.
        RemovalRequested = "REMOVAL_REQUESTED",
        /// Entered from a report and withdrawn for good.
        Withdrawn = "WITHDRAWN",
        /// Refused by the centre.
        Rejected = "REJECTED",
        /// Taken out of public results, with its offers.
        Suspended = "SUSPENDED",
        /// Exists no longer.
        Dissolved = "DISSOLVED",
        /// Part of another one now.
        Merged = "MERGED",
        /// A deleted draft.
        Deleted = "DELETED",
    }
}

mirror! {
    /// Whether an organisation's offers pass the centre.
    Trust = "domain::organisation::Trust" {
        /// First publication and major changes pass the centre.
        Reviewed = "REVIEWED",
        /// It publishes by itself.
        Trusted = "TRUSTED",
    }
}

mirror! {
    /// Where an entry comes from.
    OriginKind = "domain::organisation::OriginKind" {
        /// From the organisation itself.
        Own = "OWN",
        /// From the centre's staff.
        Staff = "STAFF",
        /// From another system.
        Import = "IMPORT",
        /// From a published report.
        Report = "REPORT",
    }
}

mirror! {
    /// What a person may do in an organisation.
    MemberRole = "domain::actor::MemberRole" {
        /// Sees internals.
        Member = "MEMBER",
        /// Drafts and submits offers, besides all that a member may.
        Editor = "EDITOR",
        /// Looks after members, profile and consents, besides all that an editor may.
        Manager = "MANAGER",
    }
}

mirror! {
    /// What a person may do in a centre.
    StaffRole = "domain::actor::StaffRole" {
        /// Reviews, admits, coordinates.
        Coordinator = "COORDINATOR",
        /// Looks after staff and vocabularies, besides all that a coordinator may.
        Administrator = "ADMINISTRATOR",
    }
}

mirror! {
    /// Whether a membership holds.
    MembershipStatus = "domain::membership::MembershipStatus" {
        /// It does.
        Active = "ACTIVE",
        /// The person left.
        Left = "LEFT",
        /// A manager ended it.
        Removed = "REMOVED",
    }
}

mirror! {
    /// A field of a contact point that can be made public.
    ContactField = "domain::contact::ContactField" {
        /// The person's name.
        PersonName = "PERSON_NAME",
        /// The e-mail address.
        EmailAddress = "EMAIL_ADDRESS",
        /// The telephone number.
        PhoneNumber = "PHONE_NUMBER",
    }
}
