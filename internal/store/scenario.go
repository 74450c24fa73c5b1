package store

import (
	"database/sql"
	"encoding/json"
	"time"

	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
)

// Plan is a scenario of a company, whatever its versions.
type Plan struct {
	ID      id.ID
	Name    string
	Usual   bool  // for whom no rule gives another
	Current id.ID // the version that new cases follow
	Version int   // its number
	Draft   id.ID // the version that somebody works on; zero for none
	Cases   int   // that are open and follow any of its versions; of CountedPlans alone
	Behind  int   // of them, those that follow a version before the current one; of CountedPlans alone
}

// PlanVersion is a version of a scenario with what is known of it.
type PlanVersion struct {
	Scenario  dunning.Scenario
	State     VersionState
	MadeBy    string
	CreatedAt time.Time
	Cases     int // that are open and follow it
}

// VersionState is where a version stands.
type VersionState string

// The states of versions.
const (
	VersionDraft   VersionState = "draft"
	VersionCurrent VersionState = "current"
	VersionPast    VersionState = "past"
)

const versionColumns = `v.id, v.scenario_id, v.version, v.definition`

func scanScenario(rows *sql.Rows, more ...any) (dunning.Scenario, error) {
	var s dunning.Scenario
	var i, plan id.ID
	var version int
	var definition string
	if err := rows.Scan(append([]any{&i, &plan, &version, &definition}, more...)...); err != nil {
		return s, err
	}
	err := json.Unmarshal([]byte(definition), &s)
	s.ID, s.Plan, s.Version = i, plan, version
	return s, err
}

func scanPlainScenario(rows *sql.Rows) (dunning.Scenario, error) { return scanScenario(rows) }

// Plans are the scenarios of the company that are not retired, the usual one first, then by
// name. Their cases are not counted: that reads every open case of the company.
func (tx *Tx) Plans() ([]Plan, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p Plan, err error) {
		err = rows.Scan(&p.ID, &p.Name, &p.Usual, &p.Current, &p.Version, &p.Draft)
		return p, err
	}, `SELECT s.id, s.name, s.usual, COALESCE(c.id, 0), COALESCE(c.version, 0), COALESCE(d.id, 0)
		FROM scenario s
		LEFT JOIN scenario_version c ON c.company_id = $1 AND c.scenario_id = s.id AND c.state = 'current'
		LEFT JOIN scenario_version d ON d.company_id = $1 AND d.scenario_id = s.id AND d.state = 'draft'
		WHERE s.company_id = $1 AND s.retired_at IS NULL ORDER BY s.usual DESC, s.name, s.id`, tx.Company)
}

// CountedPlans are Plans with how many open cases follow each.
func (tx *Tx) CountedPlans() ([]Plan, error) {
	all, err := tx.Plans()
	if err != nil {
		return nil, err
	}
	at := map[id.ID]*Plan{}
	for n := range all {
		at[all[n].ID] = &all[n]
	}
	return all, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var state VersionState
		var cases int
		err := rows.Scan(&of, &state, &cases)
		if p := at[of]; p != nil {
			if p.Cases += cases; state == VersionPast {
				p.Behind += cases
			}
		}
		return err
	}, `SELECT v.scenario_id, v.state, COUNT(*) FROM scenario_version v JOIN dunning_case k ON k.company_id = v.company_id AND k.scenario_id = v.id AND k.verdict <> 'close'
		WHERE v.company_id = $1 GROUP BY v.scenario_id, v.state`, tx.Company)
}

// Versions are the versions of a scenario, the latest first.
func (tx *Tx) Versions(plan id.ID) ([]PlanVersion, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (v PlanVersion, err error) {
		v.Scenario, err = scanScenario(rows, &v.State, &v.MadeBy, db.ScanInstant(&v.CreatedAt), &v.Cases)
		return v, err
	}, `SELECT `+versionColumns+`, v.state, v.made_by, v.created_at,
			(SELECT COUNT(*) FROM dunning_case k WHERE k.company_id = $1 AND k.scenario_id = v.id AND k.verdict <> 'close')
		FROM scenario_version v WHERE v.company_id = $1 AND v.scenario_id = $2 ORDER BY v.version DESC, v.id DESC`, tx.Company, plan)
}

// AddPlan makes a scenario without versions. A name that is taken is a Conflict.
func (tx *Tx) AddPlan(name string) (id.ID, error) {
	i := tx.NewID()
	_, err := tx.Exec(`INSERT INTO scenario (company_id, id, name, usual) VALUES ($1, $2, $3, FALSE)`, tx.Company, i, name)
	if db.IsDuplicate(err) {
		err = fault.New(fault.Conflict, "there is a scenario called %q already", name)
	}
	return i, err
}

// StartWith makes a scenario the usual one of the company: a new one, or the next version of
// the one of its name.
func (tx *Tx) StartWith(s *dunning.Scenario) error {
	plan, found, err := db.One(tx.Tx, scanID, `SELECT id FROM scenario WHERE company_id = $1 AND name = $2 AND retired_at IS NULL`, tx.Company, s.Name)
	if err == nil && !found {
		plan, err = tx.AddPlan(s.Name)
	}
	if err != nil {
		return err
	}
	s.Plan = plan
	if err := tx.PublishScenario(s, ""); err != nil {
		return err
	}
	if _, err := tx.MoveCases(plan, s.ID); err != nil {
		return err
	}
	return tx.MakeUsual(plan)
}

// RenamePlan gives a scenario another name. One that is taken is a Conflict.
func (tx *Tx) RenamePlan(plan id.ID, name string) error {
	_, err := tx.Exec(`UPDATE scenario SET name = $3 WHERE company_id = $1 AND id = $2`, tx.Company, plan, name)
	if db.IsDuplicate(err) {
		err = fault.New(fault.Conflict, "there is a scenario called %q already", name)
	}
	return err
}

// MakeUsual makes a scenario the one for whom no rule gives another.
func (tx *Tx) MakeUsual(plan id.ID) error {
	if _, err := tx.Exec(`UPDATE scenario SET usual = FALSE WHERE company_id = $1 AND usual AND id <> $2`, tx.Company, plan); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE scenario SET usual = TRUE WHERE company_id = $1 AND id = $2`, tx.Company, plan)
	return err
}

// RetirePlan takes a scenario out of the lists. What was said by it stays.
func (tx *Tx) RetirePlan(plan id.ID) error {
	_, err := tx.Exec(`UPDATE scenario SET retired_at = $3 WHERE company_id = $1 AND id = $2 AND NOT usual`, tx.Company, plan, db.Instant(tx.Now()))
	return err
}

// LockPlan is a scenario that is not retired, which nobody else changes before the transaction
// is over.
func (tx *Tx) LockPlan(plan id.ID) (p Plan, found bool, err error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (p Plan, err error) {
		return p, rows.Scan(&p.ID, &p.Name, &p.Usual)
	}, `SELECT id, name, usual FROM scenario WHERE company_id = $1 AND id = $2 AND retired_at IS NULL {for update}`, tx.Company, plan)
}

// DraftOf is the version of a scenario that somebody works on. Its number is that of the
// version from which it was started.
func (tx *Tx) DraftOf(plan id.ID) (dunning.Scenario, bool, error) {
	return tx.versionIn(plan, VersionDraft)
}

// CurrentOf is the version of a scenario that new cases follow.
func (tx *Tx) CurrentOf(plan id.ID) (dunning.Scenario, bool, error) {
	return tx.versionIn(plan, VersionCurrent)
}

func (tx *Tx) versionIn(plan id.ID, state VersionState) (dunning.Scenario, bool, error) {
	return db.One(tx.Tx, scanPlainScenario, `SELECT `+versionColumns+` FROM scenario_version v
		WHERE v.company_id = $1 AND v.scenario_id = $2 AND v.state = $3`, tx.Company, plan, string(state))
}

// PublishScenario stores the next version of a scenario and makes it the current one; a draft
// of it is gone. s gets the identifier and number of the version.
func (tx *Tx) PublishScenario(s *dunning.Scenario, by string) error {
	if err := s.Check(); err != nil {
		return err
	}
	if err := tx.Row([]any{&s.Version}, `SELECT COALESCE(MAX(version), 0) + 1 FROM scenario_version WHERE company_id = $1 AND scenario_id = $2 AND state <> 'draft'`,
		tx.Company, s.Plan); err != nil {
		return err
	}
	if err := tx.DropDraft(s.Plan); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE scenario_version SET state = 'past' WHERE company_id = $1 AND scenario_id = $2 AND state = 'current'`, tx.Company, s.Plan); err != nil {
		return err
	}
	return tx.addVersion(s, VersionCurrent, by)
}

// SaveDraft stores what somebody works on; it need not be whole, and nothing follows it. Its
// number is that of the version from which it was started.
func (tx *Tx) SaveDraft(s *dunning.Scenario, by string) error {
	if err := tx.DropDraft(s.Plan); err != nil {
		return err
	}
	return tx.addVersion(s, VersionDraft, by)
}

// DropDraft forgets the draft of a scenario, where there is one.
func (tx *Tx) DropDraft(plan id.ID) error {
	_, err := tx.Exec(`DELETE FROM scenario_version WHERE company_id = $1 AND scenario_id = $2 AND state = 'draft'`, tx.Company, plan)
	return err
}

func (tx *Tx) addVersion(s *dunning.Scenario, state VersionState, by string) error {
	s.ID = tx.NewID()
	_, err := tx.Exec(`INSERT INTO scenario_version (company_id, id, scenario_id, version, state, definition, made_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.Company, s.ID, s.Plan, s.Version, string(state), db.JSON(s), by, db.Instant(tx.Now()))
	return err
}

// Scenario is the current version of the company's usual scenario.
func (tx *Tx) Scenario() (dunning.Scenario, error) {
	s, found, err := db.One(tx.Tx, scanPlainScenario, `SELECT `+versionColumns+` FROM scenario s
		JOIN scenario_version v ON v.company_id = $1 AND v.scenario_id = s.id AND v.state = 'current'
		WHERE s.company_id = $1 AND s.usual`, tx.Company)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the company has no scenario")
	}
	return s, err
}

// CurrentScenarios are the current versions of all scenarios that are not retired, and the
// usual scenario.
func (tx *Tx) CurrentScenarios() (current []dunning.Scenario, usual id.ID, err error) {
	current, err = db.Collect(tx.Tx, func(rows *sql.Rows) (dunning.Scenario, error) {
		var isUsual bool
		s, err := scanScenario(rows, &isUsual)
		if isUsual {
			usual = s.Plan
		}
		return s, err
	}, `SELECT `+versionColumns+`, s.usual FROM scenario s
		JOIN scenario_version v ON v.company_id = $1 AND v.scenario_id = s.id AND v.state = 'current'
		WHERE s.company_id = $1 AND s.retired_at IS NULL ORDER BY s.id`, tx.Company)
	if err == nil && usual == 0 {
		err = fault.New(fault.NotFound, "the company has no scenario")
	}
	return current, usual, err
}

// ScenarioByID is any version of any scenario of the company, current or not.
func (tx *Tx) ScenarioByID(i id.ID) (dunning.Scenario, bool, error) {
	return db.One(tx.Tx, scanPlainScenario, `SELECT `+versionColumns+` FROM scenario_version v WHERE v.company_id = $1 AND v.id = $2`, tx.Company, i)
}

// ScenariosByID are versions of scenarios of the company.
func (tx *Tx) ScenariosByID(ids []id.ID) ([]dunning.Scenario, error) {
	return db.Collect(tx.Tx, scanPlainScenario, `SELECT `+versionColumns+` FROM scenario_version v
		WHERE v.company_id = $1 AND v.id IN ({list $2 BIGINT}) ORDER BY v.id`, tx.Company, db.JSON(ints(ids)))
}

// Rules say which customers follow which scenario, in the order in which they are tried.
func (tx *Tx) ScenarioRules() ([]dunning.Rule, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (r dunning.Rule, err error) {
		var definition string
		var plan id.ID
		if err := rows.Scan(&plan, &definition); err != nil {
			return r, err
		}
		err = json.Unmarshal([]byte(definition), &r)
		r.Plan = plan
		return r, err
	}, `SELECT r.scenario_id, r.definition FROM scenario_rule r JOIN scenario s ON s.company_id = $1 AND s.id = r.scenario_id AND s.retired_at IS NULL
		WHERE r.company_id = $1 ORDER BY r.place`, tx.Company)
}

// SaveScenarioRules replaces the rules.
func (tx *Tx) SaveScenarioRules(rules []dunning.Rule) error {
	if _, err := tx.Exec(`DELETE FROM scenario_rule WHERE company_id = $1`, tx.Company); err != nil {
		return err
	}
	n := 0
	_, err := tx.Insert("scenario_rule", []string{"company_id", "place", "scenario_id", "definition"}, func() ([]any, error) {
		if n == len(rules) {
			return nil, nil
		}
		n++
		return []any{int64(tx.Company), n, int64(rules[n-1].Plan), db.JSON(rules[n-1])}, nil
	})
	return err
}

// PinOf is the scenario that a person gave a customer by hand; zero where the rules decide.
func (tx *Tx) PinOf(customer id.ID) (plan id.ID, err error) {
	plan, _, err = db.One(tx.Tx, scanID, `SELECT scenario_id FROM scenario_pin WHERE company_id = $1 AND customer_id = $2`, tx.Company, customer)
	return plan, err
}

// Pin gives a scenario to customers by hand; zero takes it back, so that the rules decide.
func (tx *Tx) Pin(customers []id.ID, plan id.ID, by string) error {
	if plan == 0 {
		_, err := tx.Exec(`DELETE FROM scenario_pin WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(customers)))
		return err
	}
	_, err := tx.Exec(`INSERT INTO scenario_pin (company_id, customer_id, scenario_id, pinned_by, created_at)
		SELECT $1, r.customer_id, $3, $4, $5 FROM {rows $2 customer_id BIGINT} WHERE TRUE
		ON CONFLICT (company_id, customer_id) DO UPDATE SET scenario_id = excluded.scenario_id, pinned_by = excluded.pinned_by, created_at = excluded.created_at`,
		tx.Company, db.JSON(customerRows(customers)), plan, by, db.Instant(tx.Now()))
	return err
}

// MoveCases lets the open cases that follow any version of a scenario follow one of them, and
// asks for their review. It returns the customers whose cases it moved, one for each case.
func (tx *Tx) MoveCases(plan, version id.ID) ([]id.ID, error) {
	moved, err := db.Collect(tx.Tx, scanID, `UPDATE dunning_case SET scenario_id = $3
		WHERE company_id = $1 AND verdict <> 'close' AND scenario_id <> $3
		AND scenario_id IN (SELECT v.id FROM scenario_version v WHERE v.company_id = $1 AND v.scenario_id = $2) RETURNING customer_id`, tx.Company, plan, version)
	if err != nil {
		return nil, err
	}
	return moved, tx.WantReview(moved...)
}
