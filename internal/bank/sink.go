package bank

// Sink receives what a statement reader finds, in the order of the file. A file
// may hold a million entries; a sink sees one at a time, so that reading needs
// no more memory than one entry.
//
// An error from a sink ends the reading and is returned as it is.
type Sink interface {
	// Begin opens a statement. What the file says only later, such as the closing
	// balance, is still empty.
	Begin(s *Statement) error
	// Entry follows Begin, once for each entry. The entry is the sink's to keep.
	Entry(e *Entry) error
	// End closes the statement of the last Begin, now complete but for its entries.
	// A statement that breaks off is never closed: the next Begin, or an error of
	// the reader, says that what was received of it is to be forgotten.
	End(s *Statement) error
}

// Gather is a Sink that keeps the statements that were closed. One whose reading
// broke off is not among them: part of a statement is a wrong amount of money.
type Gather struct {
	Statements []*Statement
	open       *Statement
}

// Begin starts the next statement.
func (g *Gather) Begin(s *Statement) error {
	g.open = s
	return nil
}

// Entry adds e to the statement that is open.
func (g *Gather) Entry(e *Entry) error {
	g.open.Entries = append(g.open.Entries, *e)
	return nil
}

// End keeps the statement.
func (g *Gather) End(s *Statement) error {
	g.Statements = append(g.Statements, s)
	g.open = nil
	return nil
}
