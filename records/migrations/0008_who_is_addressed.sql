-- migrate:up
-- Who does somebody's work on a day: they, or when away the deputy, or else the lead of the team.
CREATE FUNCTION is_away(member staff, day date) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    RETURN coalesce(day BETWEEN member.away_from AND coalesce(member.away_until, 'infinity'), false);

CREATE FUNCTION acting(member text, day date) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN coalesce(
        (
            SELECT CASE
                WHEN second.id IS NOT NULL AND NOT is_away(second, day) THEN second.id
                WHEN NOT is_away(head, day) THEN head.id
            END
            FROM staff AS absent
            LEFT JOIN staff AS second ON second.id = absent.deputy
            LEFT JOIN teams AS team ON team.id = absent.team
            LEFT JOIN staff AS head ON head.id = team.lead
            WHERE absent.id = member
            AND is_away(absent, day)
        ),
        member
    );

-- The staff, client or team that a role of a case means on a day; it never means nobody.
CREATE FUNCTION addressee(role text, who text, counsellor text, person text, day date) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN CASE role
        WHEN 'client' THEN person
        WHEN 'counsellor' THEN acting(counsellor, day)
        WHEN 'team' THEN coalesce((SELECT s.team FROM staff AS s WHERE s.id = counsellor), acting(counsellor, day))
        WHEN 'team lead' THEN acting(
            coalesce((SELECT t.lead FROM staff AS s JOIN teams AS t ON t.id = s.team WHERE s.id = counsellor), counsellor),
            day
        )
        WHEN 'deputy' THEN acting(
            coalesce(
                (SELECT coalesce(s.deputy, t.lead) FROM staff AS s LEFT JOIN teams AS t ON t.id = s.team WHERE s.id = counsellor),
                counsellor
            ),
            day
        )
        WHEN 'teller' THEN acting(who, day)
        ELSE who
    END;

-- How that staff member, client or team is reached; a team without a mailbox is reached through its lead.
CREATE FUNCTION reached(addressed text)
    RETURNS TABLE (name text, email text, phone text, language text)
    LANGUAGE sql
    STABLE
    BEGIN ATOMIC
        SELECT s.name, s.email, '', s.language
        FROM staff AS s
        WHERE s.id = addressed
        UNION ALL
        SELECT p.name, p.email, p.phone, p.language
        FROM people AS p
        WHERE p.id = addressed
        UNION ALL
        SELECT t.name, coalesce(nullif(t.email, ''), head.email, ''), '', coalesce(head.language, o.language)
        FROM teams AS t
        JOIN offices AS o ON o.id = t.office
        LEFT JOIN staff AS head ON head.id = t.lead
        WHERE t.id = addressed;
    END;

-- A reminder is idle once its promise is met, or was made anew after it was due; any other message stays open.
CREATE FUNCTION is_open(said messages) RETURNS boolean
    LANGUAGE sql
    STABLE
    RETURN NOT said.reminds
        OR EXISTS (
            SELECT FROM agenda AS a
            WHERE a.case_id = said.case_id
            AND a.key = said.about
            AND a.made <= said.due
        );
