//! Everything that can be asked for.

use crate::macros::text_enum;

text_enum! {
    /// Everything that can be asked for; one for each mutation, and the operator's commands.
    Deed {
        /// Ask for an account.
        SignUp = "SIGN_UP",
        /// Begin a session.
        SignIn = "SIGN_IN",
        /// Get new tokens.
        Refresh = "REFRESH",
        /// End this session.
        SignOut = "SIGN_OUT",
        /// End all sessions.
        SignOutEverywhere = "SIGN_OUT_EVERYWHERE",
        /// Set a new password.
        ChangePassword = "CHANGE_PASSWORD",
        /// Delete one's account.
        DeleteAccount = "DELETE_ACCOUNT",
        /// Say which languages one translates into.
        SetTranslationLanguages = "SET_TRANSLATION_LANGUAGES",
        /// Let a new account in.
        ActivateAccount = "ACTIVATE_ACCOUNT",
        /// Set somebody's password on the machine itself.
        ResetPassword = "RESET_PASSWORD",
        /// Set up a centre.
        CreateCentre = "CREATE_CENTRE",
        /// Make the first administrator of a centre.
        CreateAdministrator = "CREATE_ADMINISTRATOR",
        /// Make somebody coordinator or administrator.
        AppointStaff = "APPOINT_STAFF",
        /// Take somebody from the staff.
        DismissStaff = "DISMISS_STAFF",
        /// Add an action field to a centre's list.
        CreateActionField = "CREATE_ACTION_FIELD",
        /// Make somebody a member, or change the role.
        GrantMembership = "GRANT_MEMBERSHIP",
        /// End a membership.
        RevokeMembership = "REVOKE_MEMBERSHIP",
        /// Add a contact point.
        CreateContactPoint = "CREATE_CONTACT_POINT",
        /// Change a contact point.
        UpdateContactPoint = "UPDATE_CONTACT_POINT",
        /// Record consent to publish.
        RecordContactConsent = "RECORD_CONTACT_CONSENT",
        /// Withdraw consent to publish.
        WithdrawContactConsent = "WITHDRAW_CONTACT_CONSENT",
        /// Delete a contact point.
        DeleteContactPoint = "DELETE_CONTACT_POINT",
        /// Register an organisation and become its manager.
        RegisterOrganisation = "REGISTER_ORGANISATION",
        /// Take reference figures of a centre.
        ImportReferenceFigures = "IMPORT_REFERENCE_FIGURES",
        /// Enter an organisation known from a report.
        ImportOrganisation = "IMPORT_ORGANISATION",
        /// Change the profile.
        UpdateOrganisation = "UPDATE_ORGANISATION",
        /// Confirm that the profile is still right.
        ConfirmOrganisation = "CONFIRM_ORGANISATION",
        /// Ask the centre to admit it.
        SubmitOrganisation = "SUBMIT_ORGANISATION",
        /// Delete a draft.
        DeleteOrganisation = "DELETE_ORGANISATION",
        /// Admit it.
        AdmitOrganisation = "ADMIT_ORGANISATION",
        /// Give it back for changes.
        ReturnOrganisation = "RETURN_ORGANISATION",
        /// Refuse it.
        RejectOrganisation = "REJECT_ORGANISATION",
        /// Take it and its offers out of public results.
        SuspendOrganisation = "SUSPEND_ORGANISATION",
        /// End the suspension.
        ResumeOrganisation = "RESUME_ORGANISATION",
        /// Record that it exists no longer.
        DissolveOrganisation = "DISSOLVE_ORGANISATION",
        /// Make it part of another one.
        MergeOrganisation = "MERGE_ORGANISATION",
        /// Decide whether it publishes by itself.
        SetOrganisationTrust = "SET_ORGANISATION_TRUST",
        /// Ask that an entry made from a report disappears.
        RequestOrganisationRemoval = "REQUEST_ORGANISATION_REMOVAL",
        /// Withdraw such an entry for good.
        WithdrawOrganisation = "WITHDRAW_ORGANISATION",
        /// Show such an entry again.
        RestoreOrganisation = "RESTORE_ORGANISATION",
        /// Draft an offer.
        CreateOffer = "CREATE_OFFER",
        /// Copy an offer into a new draft.
        DuplicateOffer = "DUPLICATE_OFFER",
        /// Change an offer's content.
        UpdateOffer = "UPDATE_OFFER",
        /// Hand it to the centre; a trusted organisation publishes it.
        SubmitOffer = "SUBMIT_OFFER",
        /// Take it back before the centre decides.
        WithdrawOffer = "WITHDRAW_OFFER",
        /// Make it public.
        PublishOffer = "PUBLISH_OFFER",
        /// Give it back for changes.
        ReturnOffer = "RETURN_OFFER",
        /// Refuse it.
        RejectOffer = "REJECT_OFFER",
        /// Let it take a break.
        PauseOffer = "PAUSE_OFFER",
        /// End the break.
        ResumeOffer = "RESUME_OFFER",
        /// Confirm that it is still right.
        ConfirmOffer = "CONFIRM_OFFER",
        /// End it.
        EndOffer = "END_OFFER",
        /// Make it a draft again.
        ReopenOffer = "REOPEN_OFFER",
        /// Take it out of public results.
        BlockOffer = "BLOCK_OFFER",
        /// Let it back.
        UnblockOffer = "UNBLOCK_OFFER",
        /// Delete a draft.
        DeleteOffer = "DELETE_OFFER",
        /// Write texts in another language.
        SaveTranslation = "SAVE_TRANSLATION",
        /// Say that a translation is right which somebody else wrote.
        ReviewTranslation = "REVIEW_TRANSLATION",
        /// Set up the organisation a centre takes part as.
        CreateCentreOrganisation = "CREATE_CENTRE_ORGANISATION",
        /// Propose a cooperation project.
        ProposeProject = "PROPOSE_PROJECT",
        /// Change what a project says.
        UpdateProject = "UPDATE_PROJECT",
        /// Look for partners.
        SeekPartners = "SEEK_PARTNERS",
        /// Decide that it will take place.
        PlanProject = "PLAN_PROJECT",
        /// Begin it.
        StartProject = "START_PROJECT",
        /// Let it rest.
        HoldProject = "HOLD_PROJECT",
        /// Go on with it.
        ResumeProject = "RESUME_PROJECT",
        /// Bring it to its end.
        CompleteProject = "COMPLETE_PROJECT",
        /// Give it up.
        CancelProject = "CANCEL_PROJECT",
        /// Delete it.
        DeleteProject = "DELETE_PROJECT",
        /// Tell others how to repeat it.
        PublishReuse = "PUBLISH_REUSE",
        /// Make a project of one's own after it.
        AdaptProject = "ADAPT_PROJECT",
        /// Ask the other side whether it takes over the lead.
        OfferLead = "OFFER_LEAD",
        /// Take over the lead.
        AcceptLead = "ACCEPT_LEAD",
        /// Leave the lead where it is.
        DeclineLead = "DECLINE_LEAD",
        /// Ask an organisation to join a project.
        InvitePartner = "INVITE_PARTNER",
        /// Ask to join a project.
        RequestPartnership = "REQUEST_PARTNERSHIP",
        /// Change role or contribution of a partner.
        UpdatePartnership = "UPDATE_PARTNERSHIP",
        /// Say yes to an invitation or a request.
        AcceptPartnership = "ACCEPT_PARTNERSHIP",
        /// Say no to an invitation or a request.
        DeclinePartnership = "DECLINE_PARTNERSHIP",
        /// Take back what one's own side asked for, or leave.
        WithdrawPartnership = "WITHDRAW_PARTNERSHIP",
        /// End a partnership, with a reason.
        EndPartnership = "END_PARTNERSHIP",
        /// Take a person into the team.
        AddTeamMember = "ADD_TEAM_MEMBER",
        /// Take a person out of the team.
        RemoveTeamMember = "REMOVE_TEAM_MEMBER",
        /// Say what a project looks for.
        CreateNeed = "CREATE_NEED",
        /// Change what is looked for.
        UpdateNeed = "UPDATE_NEED",
        /// Offer to meet a need.
        OfferForNeed = "OFFER_FOR_NEED",
        /// Take up such an offer.
        AcceptNeed = "ACCEPT_NEED",
        /// Look for it again.
        ReopenNeed = "REOPEN_NEED",
        /// Look for it no longer.
        WithdrawNeed = "WITHDRAW_NEED",
        /// Add a task or a milestone.
        CreateTask = "CREATE_TASK",
        /// Change a task.
        UpdateTask = "UPDATE_TASK",
        /// Say that a task is done.
        CompleteTask = "COMPLETE_TASK",
        /// Say that a task is not done after all.
        ReopenTask = "REOPEN_TASK",
        /// Drop a task.
        DropTask = "DROP_TASK",
        /// Propose a working group.
        ProposeWorkingGroup = "PROPOSE_WORKING_GROUP",
        /// Change what a working group says about itself.
        UpdateWorkingGroup = "UPDATE_WORKING_GROUP",
        /// Let a working group begin.
        ActivateWorkingGroup = "ACTIVATE_WORKING_GROUP",
        /// Let a working group take a break.
        PauseWorkingGroup = "PAUSE_WORKING_GROUP",
        /// End that break.
        ResumeWorkingGroup = "RESUME_WORKING_GROUP",
        /// End a working group, with a result.
        CloseWorkingGroup = "CLOSE_WORKING_GROUP",
        /// Ask an organisation to send somebody into a working group.
        InviteToGroup = "INVITE_TO_GROUP",
        /// Come into a working group for an organisation, or ask to.
        JoinGroup = "JOIN_GROUP",
        /// Let somebody in who has asked; or go, for an organisation that was asked.
        AcceptGroupMember = "ACCEPT_GROUP_MEMBER",
        /// Say no to either.
        DeclineGroupMember = "DECLINE_GROUP_MEMBER",
        /// Make somebody chair, deputy or member.
        AssignGroupRole = "ASSIGN_GROUP_ROLE",
        /// Leave a working group, or take somebody out.
        EndGroupMembership = "END_GROUP_MEMBERSHIP",
        /// Tell of one's interest in a working group, or of somebody else's.
        ExpressInterest = "EXPRESS_INTEREST",
        /// Note that somebody who is interested was called or written to.
        ContactInterest = "CONTACT_INTEREST",
        /// Take somebody who is interested into the group.
        AcceptInterest = "ACCEPT_INTEREST",
        /// Say that it does not fit.
        DeclineInterest = "DECLINE_INTEREST",
        /// Note that the person is interested no longer.
        WithdrawInterest = "WITHDRAW_INTEREST",
        /// Erase the personal data of an interest whose time is over.
        EraseInterest = "ERASE_INTEREST",
        /// Ask the members when they could meet.
        PollMeeting = "POLL_MEETING",
        /// Enter a meeting that has a date.
        ScheduleMeeting = "SCHEDULE_MEETING",
        /// Change what a meeting says about itself.
        UpdateMeeting = "UPDATE_MEETING",
        /// Say when one could come.
        AnswerPoll = "ANSWER_POLL",
        /// Fix one of the times that were asked about.
        FixMeetingDate = "FIX_MEETING_DATE",
        /// Invite the members.
        InviteToMeeting = "INVITE_TO_MEETING",
        /// Say whether one comes.
        AnswerMeetingInvitation = "ANSWER_MEETING_INVITATION",
        /// Record that a meeting took place.
        HoldMeeting = "HOLD_MEETING",
        /// Call a meeting off.
        CancelMeeting = "CANCEL_MEETING",
        /// Record who was there.
        RecordAttendance = "RECORD_ATTENDANCE",
        /// Record what was decided.
        RecordDecision = "RECORD_DECISION",
        /// Change how a decision is written down.
        UpdateDecision = "UPDATE_DECISION",
        /// Take out a decision that was entered by mistake.
        DropDecision = "DROP_DECISION",
        /// Write the minutes of a meeting.
        DraftMinutes = "DRAFT_MINUTES",
        /// Change minutes that are not approved.
        UpdateMinutes = "UPDATE_MINUTES",
        /// Approve minutes.
        ApproveMinutes = "APPROVE_MINUTES",
        /// Begin a new version of approved minutes.
        CorrectMinutes = "CORRECT_MINUTES",
        /// Freeze a report on who took part.
        SnapshotParticipation = "SNAPSHOT_PARTICIPATION",
    }
}
