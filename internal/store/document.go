package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"

	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/vault"
)

// shelf keeps the bodies of one company's documents, each under its hash: pieces in
// the database, or vault.Shelf, files in a directory. What is put is put before the
// transaction ends that speaks of it; see Tx.KeepFrom.
type shelf interface {
	Put(hash string, body io.Reader) error
	Open(hash string) (io.ReadCloser, error) // NotFound when it is not there
	Remove(hash string) error
}

// KeepDocumentsIn makes documents that are kept from now on go to a directory. Those
// in the database stay readable there; see MoveDocuments.
func (s *Store) KeepDocumentsIn(path string) (err error) {
	s.vault, err = vault.Open(path)
	return err
}

// shelves are where documents may lie; new ones go to the first.
func (s *Store) shelves(company id.ID, run func(func(*Tx) error) error) []shelf {
	all := []shelf{pieces{run}}
	if s.vault != nil {
		all = []shelf{s.vault.Shelf(company), all[0]}
	}
	return all
}

// shelves are those of the transaction's company.
func (tx *Tx) shelves() []shelf {
	return tx.store.shelves(tx.Company, func(fn func(*Tx) error) error { return fn(tx) })
}

// Keep stores documents that are not here yet.
func (tx *Tx) Keep(docs ...evidence.Document) error {
	added, err := tx.addDocuments(docs)
	if err != nil {
		return err
	}
	on := tx.shelves()[0]
	if together, can := on.(pieces); can {
		return together.putAll(tx, added)
	}
	for _, d := range added {
		if err := on.Put(d.Hash, evidence.Prove(bytes.NewReader(d.Body), d.Hash)); err != nil {
			return err
		}
	}
	return nil
}

// addDocuments notes documents whose bodies are still to be put on a shelf, and returns those
// that were not known.
func (tx *Tx) addDocuments(docs []evidence.Document) ([]evidence.Document, error) {
	if len(docs) == 0 {
		return nil, nil
	}
	type row struct {
		Hash string `json:"hash"`
		Name string `json:"name"`
		MIME string `json:"mime"`
		Size int64  `json:"size"`
	}
	rows, of := make([]row, len(docs)), map[string]evidence.Document{}
	for n, d := range docs {
		rows[n], of[d.Hash] = row{d.Hash, d.Name, d.MIME, d.Size}, d
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (evidence.Document, error) {
		var hash string
		err := rows.Scan(&hash)
		return of[hash], err
	}, `INSERT INTO document (company_id, hash, name, mime, size, created_at) SELECT $1, r.hash, r.name, r.mime, r.size, $3
		FROM {rows $2 hash TEXT, name TEXT, mime TEXT, size BIGINT} WHERE TRUE ON CONFLICT (company_id, hash) DO NOTHING RETURNING hash`,
		tx.Company, db.JSON(rows), db.Instant(tx.Now()))
}

// KeepFrom stores a document that is not here yet, of which Hash and Size are known
// (see evidence.Measure). Its body is read from the beginning, piece by piece, since a
// transaction may run again; a body with another hash is refused as a Conflict. A file
// whose transaction fails afterwards stays in its directory, where nothing speaks of it.
func (tx *Tx) KeepFrom(d evidence.Document, body io.ReadSeeker) error {
	added, err := tx.Exec(`INSERT INTO document (company_id, hash, name, mime, size, created_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (company_id, hash) DO NOTHING`, tx.Company, d.Hash, d.Name, d.MIME, d.Size, db.Instant(tx.Now()))
	if err != nil || added == 0 {
		return err
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return tx.shelves()[0].Put(d.Hash, evidence.Prove(body, d.Hash))
}

// Document finds a document by its hash, with its body, which must not be large.
func (tx *Tx) Document(hash string) (evidence.Document, bool, error) {
	d, found, err := tx.DocumentFacts(hash)
	if err != nil || !found {
		return d, found, err
	}
	body, err := open(tx.shelves(), hash)
	if err != nil {
		return d, true, err
	}
	defer body.Close()
	d.Body, err = io.ReadAll(body)
	return d, true, err
}

// DocumentFacts finds what is known of a document without its body.
func (tx *Tx) DocumentFacts(hash string) (evidence.Document, bool, error) {
	return db.One(tx.Tx, scanDocument, `SELECT `+documentColumns+` FROM document WHERE company_id = $1 AND hash = $2`, tx.Company, hash)
}

const documentColumns = `hash, name, mime, size, created_at`

func scanDocument(rows *sql.Rows) (d evidence.Document, err error) {
	return d, rows.Scan(&d.Hash, &d.Name, &d.MIME, &d.Size, db.ScanInstant(&d.CreatedAt))
}

// OpenDocument opens the body of a document, however large, outside any transaction: a
// reader who takes long keeps nobody waiting. It is proved while it is read; see
// evidence.Prove.
func (s *Store) OpenDocument(ctx context.Context, company id.ID, hash string) (io.ReadCloser, error) {
	return open(s.shelves(company, func(fn func(*Tx) error) error { return s.View(ctx, company, fn) }), hash)
}

// open opens a body on the first shelf that has it.
func open(shelves []shelf, hash string) (io.ReadCloser, error) {
	for _, s := range shelves {
		body, err := s.Open(hash)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return proved{evidence.Prove(body, hash), body}, nil
	}
	return nil, fault.New(fault.NotFound, "the document %s is missing where documents are kept", hash)
}

// proved is a body that is proved while it is read.
type proved struct {
	io.Reader
	io.Closer
}

// pieces is the shelf in the database. Each piece is written and read by itself, so
// that no document is held as a whole; run does something in a transaction.
type pieces struct{ run func(func(*Tx) error) error }

// pieceSize is the length of every piece but a document's last.
const pieceSize = 1 << 20

// Put writes at least one piece: a document without content is there as well.
func (p pieces) Put(hash string, body io.Reader) error {
	buffer := make([]byte, pieceSize)
	for number := 0; ; number++ {
		n, err := io.ReadFull(body, buffer)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		if n > 0 || number == 0 {
			if err := p.write(hash, number, buffer[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

// putAll keeps the bodies of documents that lie in memory.
func (p pieces) putAll(tx *Tx, docs []evidence.Document) error {
	next, number := 0, 0
	_, err := tx.Insert("document_piece", []string{"company_id", "hash", "number", "body"}, func() ([]any, error) {
		if next == len(docs) {
			return nil, nil
		}
		d := &docs[next]
		if number == 0 {
			if _, err := io.Copy(io.Discard, evidence.Prove(bytes.NewReader(d.Body), d.Hash)); err != nil {
				return nil, err
			}
		}
		from := number * pieceSize
		through := min(from+pieceSize, len(d.Body))
		row := []any{int64(tx.Company), d.Hash, number, d.Body[from:through]}
		if number++; through == len(d.Body) {
			next, number = next+1, 0
		}
		return row, nil
	})
	return err
}

func (p pieces) write(hash string, number int, body []byte) error {
	return p.run(func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO document_piece (company_id, hash, number, body) VALUES ($1, $2, $3, $4)`, tx.Company, hash, number, body)
		return err
	})
}

func (p pieces) read(hash string, number int) (body []byte, found bool, err error) {
	err = p.run(func(tx *Tx) error {
		body, found, err = db.One(tx.Tx, func(rows *sql.Rows) (b []byte, err error) { return b, rows.Scan(&b) },
			`SELECT body FROM document_piece WHERE company_id = $1 AND hash = $2 AND number = $3`, tx.Company, hash, number)
		return err
	})
	return body, found, err
}

func (p pieces) Open(hash string) (io.ReadCloser, error) {
	first, found, err := p.read(hash, 0)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the document %s is missing where documents are kept", hash)
	}
	if err != nil {
		return nil, err
	}
	return io.NopCloser(&pieceReader{from: p, hash: hash, rest: first}), nil
}

func (p pieces) Remove(hash string) error {
	return p.run(func(tx *Tx) error {
		_, err := tx.Exec(`DELETE FROM document_piece WHERE company_id = $1 AND hash = $2`, tx.Company, hash)
		return err
	})
}

// pieceReader reads one piece behind the other.
type pieceReader struct {
	from   pieces
	hash   string
	number int
	rest   []byte // of the piece that was read last
}

func (r *pieceReader) Read(into []byte) (int, error) {
	if len(r.rest) == 0 {
		next, found, err := r.from.read(r.hash, r.number+1)
		if err != nil {
			return 0, err
		}
		if !found {
			return 0, io.EOF
		}
		r.rest, r.number = next, r.number+1
	}
	n := copy(into, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// MoveDocuments moves the bodies of a company's documents out of the database into the
// directory, or back, and returns how many it moved. Each is whole in its new place
// before it goes from the old one; it may be stopped and begun again at any time.
func (s *Store) MoveDocuments(ctx context.Context, company id.ID, back bool) (moved int, err error) {
	for after := ""; ; {
		var hashes []string
		err := s.View(ctx, company, func(tx *Tx) (err error) {
			hashes, err = tx.documentHashes(after, manyDocuments)
			return err
		})
		if err != nil || len(hashes) == 0 {
			return moved, err
		}
		for _, hash := range hashes {
			did, err := s.moveDocument(ctx, company, hash, back)
			if err != nil {
				return moved, err
			}
			if did {
				moved++
			}
		}
		after = hashes[len(hashes)-1]
	}
}

// manyDocuments is how many documents are looked at with one query.
const manyDocuments = 1000

// documentHashes are at most limit documents behind one, in the order of their hashes.
func (tx *Tx) documentHashes(after string, limit int) ([]string, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (hash string, err error) { return hash, rows.Scan(&hash) },
		`SELECT hash FROM document WHERE company_id = $1 AND hash > $2 ORDER BY hash`+first(limit), tx.Company, after)
}

// moveDocument moves one body, if it is not where it belongs already. What goes from the
// directory goes when the transaction is on disk.
func (s *Store) moveDocument(ctx context.Context, company id.ID, hash string, back bool) (moved bool, err error) {
	files := shelf(s.vault.Shelf(company))
	err = s.Update(ctx, company, func(tx *Tx) error {
		rows := shelf(pieces{func(fn func(*Tx) error) error { return fn(tx) }})
		from, to := rows, files
		if back {
			from, to = files, rows
		}
		body, err := from.Open(hash)
		if errors.Is(err, fault.NotFound) {
			moved = false
			return nil
		}
		if err != nil {
			return err
		}
		defer body.Close()
		if back { // what a move that was stopped has left
			if err := to.Remove(hash); err != nil {
				return err
			}
		}
		if err := to.Put(hash, evidence.Prove(body, hash)); err != nil {
			return err
		}
		moved = true
		if !back {
			return from.Remove(hash)
		}
		return nil
	})
	if err == nil && moved && back {
		err = files.Remove(hash)
	}
	return moved, err
}

// checkDocuments reads every document to its end, and sees that what is spoken of is
// there.
func (tx *Tx) checkDocuments(see func(Finding)) error {
	for after := ""; ; {
		hashes, err := tx.documentHashes(after, manyDocuments)
		if err != nil {
			return err
		}
		if len(hashes) == 0 {
			return tx.checkReferred(see)
		}
		for _, hash := range hashes {
			body, err := open(tx.shelves(), hash)
			if err == nil {
				_, err = io.Copy(io.Discard, body)
				err = errors.Join(err, body.Close())
			}
			if err != nil {
				see(Finding{"document", hash, err.Error()})
			}
		}
		after = hashes[len(hashes)-1]
	}
}

// checkReferred finds what speaks of a document that is not here.
func (tx *Tx) checkReferred(see func(Finding)) error {
	return tx.Rows(func(rows *sql.Rows) error {
		var of, hash string
		err := rows.Scan(&of, &hash)
		see(Finding{"document", of, fault.New(fault.NotFound, "the document %s is missing where documents are kept", hash).Error()})
		return err
	}, `SELECT r.of_what, r.hash FROM (
			SELECT 'invoice ' || number AS of_what, document AS hash FROM invoice WHERE company_id = $1
			UNION ALL SELECT 'statement ' || CAST(id AS TEXT), document FROM statement WHERE company_id = $1
			UNION ALL SELECT 'message ' || CAST(id AS TEXT), content FROM message WHERE company_id = $1
			UNION ALL SELECT 'import ' || name, document FROM import WHERE company_id = $1
		) AS r WHERE r.hash <> '' AND NOT EXISTS (SELECT 1 FROM document d WHERE d.company_id = $1 AND d.hash = r.hash)`, tx.Company)
}
