package collect

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// mostDigits bounds, in characters, the number that the post gives to a registered letter.
const mostDigits = 40

// Number says which numbers the post gave to registered letters that left, by letter.
//
// Errors: Invalid for what can be no number and for one that two letters would have; Conflict
// for a letter that has not left, or is not registered.
func (d *Desk) Number(ctx context.Context, company id.ID, numbers map[id.ID]string, by string, today date.Date) error {
	numbers, err := plainNumbers(numbers)
	if err != nil || len(numbers) == 0 {
		return err
	}
	var letters []id.ID
	for m := range numbers {
		letters = append(letters, m)
	}
	slices.Sort(letters)
	return d.lockedMessages(ctx, company, letters, func(tx *store.Tx, found []message.Message) error {
		known, err := tx.NumbersOf(letters)
		if err == nil && len(found) != len(letters) {
			err = fault.New(fault.NotFound, "there is no such message")
		}
		if err != nil {
			return err
		}
		var events []timeline.Event
		for n := range found {
			m := &found[n]
			if m.Channel != message.Registered || m.SentOn == date.None {
				return fault.New(fault.Conflict, "only a registered letter that was posted has a number of the post")
			}
			if known[m.ID] == numbers[m.ID] {
				continue
			}
			events = append(events, timeline.Event{Customer: m.Customer, Kind: timeline.ItemNumbered, On: today, Actor: by, Subject: m.ID,
				Data: timeline.Data{Step: m.Step, Text: numbers[m.ID]}.JSON()})
		}
		if err := saveNumbers(tx, numbers, by); err != nil {
			return err
		}
		return tx.Note(events...)
	})
}

// plainNumbers are numbers as they are kept. None is the number of two letters.
func plainNumbers(numbers map[id.ID]string) (map[id.ID]string, error) {
	plain, seen := map[id.ID]string{}, map[string]bool{}
	for m, number := range numbers {
		number = strings.Join(strings.Fields(number), " ")
		key := store.NumberKey(number)
		switch {
		case number == "":
			continue
		case utf8.RuneCountInString(number) > mostDigits || strings.ContainsFunc(number, unicode.IsControl) || !strings.ContainsFunc(number, unicode.IsDigit):
			return nil, fault.New(fault.Invalid, "%q is no number of the post: it has a digit, and at most %d characters", number, mostDigits)
		case seen[key]:
			return nil, fault.New(fault.Invalid, "the number %s stands beside two letters", number)
		}
		plain[m], seen[key] = number, true
	}
	return plain, nil
}

// saveNumbers stores numbers of letters, unless another letter has one of them.
func saveNumbers(tx *store.Tx, numbers map[id.ID]string, by string) error {
	var keys []string
	for _, number := range numbers {
		keys = append(keys, store.NumberKey(number))
	}
	known, err := tx.NumbersKnown(keys)
	if err != nil {
		return err
	}
	for m, number := range numbers {
		if other, taken := known[store.NumberKey(number)]; taken && other != m {
			return fault.New(fault.Invalid, "the number %s is that of another letter already", number)
		}
	}
	return tx.SaveNumbers(numbers, by)
}

// Numbered is a letter that a line of a list may be about.
type Numbered struct {
	Letter         id.ID
	Customer, Name string // the customer's number, and its name
}

// ReadNumbers reads a list of numbers of the post, by letter: a number on each line, in the order of
// the letters, or each behind its customer's number or name and a semicolon or tab.
//
// Errors: Invalid, with the line, where a letter would be guessed.
func ReadNumbers(list string, letters []Numbered) (map[id.ID]string, error) {
	numbers, inOrder := map[id.ID]string{}, []string{}
	for n, line := range strings.Split(list, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		at := strings.LastIndexAny(line, ";\t")
		if at < 0 {
			inOrder = append(inOrder, line)
			continue
		}
		whose, number := strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+1:])
		letter, err := letterOf(whose, letters)
		if err != nil {
			return nil, fault.New(fault.Invalid, "line %d: %s", n+1, fault.TextOf(err))
		}
		if numbers[letter] != "" {
			return nil, fault.New(fault.Invalid, "line %d: %s", n+1, fault.Say("the letter to %s has a number already", whose))
		}
		numbers[letter] = number
	}
	switch {
	case len(inOrder) == 0:
		return numbers, nil
	case len(numbers) > 0:
		return nil, fault.New(fault.Invalid, "write the customer before every number, or before none")
	case len(inOrder) != len(letters):
		return nil, fault.New(fault.Invalid, "there are %d numbers for %d letters: write the customer before each, with a semicolon between", len(inOrder), len(letters))
	}
	for n, number := range inOrder {
		numbers[letters[n].Letter] = number
	}
	return numbers, nil
}

// letterOf is the one letter to a customer who is called by number or name.
func letterOf(whose string, letters []Numbered) (found id.ID, err error) {
	count := 0
	for _, l := range letters {
		if l.Customer == whose || customer.NameKey(l.Name) == customer.NameKey(whose) {
			found, count = l.Letter, count+1
		}
	}
	switch count {
	case 0:
		return 0, fault.New(fault.Invalid, "no letter goes to %q", whose)
	case 1:
		return found, nil
	}
	return 0, fault.New(fault.Invalid, "more than one letter goes to %q", whose)
}

// After how many days somebody is asked for the post's receipt, and for how many days back: what
// is older is nobody's work any more.
const (
	receiptDays  = 7
	receiptsBack = 60
	mostReceipts = 200 // are asked for in a night
)

// remindOfReceipts gives people the task to keep the post's receipts for registered letters: the
// receipt is the proof that a notice left.
func remindOfReceipts(tx *store.Tx, today date.Date) error {
	letters, err := tx.WithoutReceipt(today.AddDays(-receiptsBack), today.AddDays(-receiptDays), mostReceipts)
	if err != nil {
		return err
	}
	tasks := make([]task.Task, len(letters))
	for n := range letters {
		m := &letters[n]
		tasks[n] = task.Task{Kind: task.ReceiptMissing, Customer: m.Customer, Subject: m.ID, Once: task.ReceiptOnce(m.ID), DueOn: today,
			Data: timeline.Data{Step: m.Step, Day: m.SentOn}.JSON()}
	}
	return tx.AddTasks(tasks)
}

// NumberedOf are the letters of a print that a list of numbers may be about, in its order.
func NumberedOf(tx *store.Tx, print id.ID, about func(*store.PrintedLetter) bool) (all []Numbered, err error) {
	letters, err := tx.LettersOf(print)
	if err != nil {
		return nil, err
	}
	var owners []id.ID
	for n := range letters {
		owners = append(owners, letters[n].Letter.Customer)
	}
	found, err := tx.Customers(owners)
	number := map[id.ID]string{}
	for n := range found {
		number[found[n].ID] = found[n].Number
	}
	for n := range letters {
		if l := &letters[n]; about(l) {
			all = append(all, Numbered{Letter: l.Message, Customer: number[l.Letter.Customer], Name: l.Name})
		}
	}
	return all, err
}
