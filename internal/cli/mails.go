package cli

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"

	"acquit/internal/web/ui"
)

// withMails adds the catcher's inbox to the demo's pages: what the customers would
// have received.
func (d *demonstration) withMails(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.HandleFunc("GET /mails", d.listMails)
	mux.HandleFunc("GET /mails/{id}", d.showMail)
	mux.HandleFunc("GET /texts", d.listTexts)
	return mux
}

var mailList = template.Must(template.New("mails").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mails</title><link rel="stylesheet" href="{{.Style}}"></head>
<body><main class="p-6 max-w-5xl mx-auto"><h1 class="text-xl font-semibold">Mails that the demo sent</h1>
<p class="muted">They were handed over by SMTP and caught on this machine. <a class="link" href="/texts">Text messages</a></p>
<table class="w-full text-left"><thead><tr><th scope="col">No.</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>{{range .Mails}}<tr><td>{{.ID}}</td><td>{{range .To}}{{.}} {{end}}</td><td><a class="link" href="/mails/{{.ID}}">{{.Mail.Subject}}</a></td></tr>{{end}}</tbody>
</table></main></body></html>`))

func (d *demonstration) listMails(w http.ResponseWriter, r *http.Request) {
	var page bytes.Buffer
	if err := mailList.Execute(&page, map[string]any{"Style": ui.Asset("app.css"), "Mails": d.mails.List()}); err != nil {
		http.Error(w, "the list cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", ui.Policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

// showMail shows a mail as its reader sees it, under the policy for foreign HTML.
func (d *demonstration) showMail(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	mail, found := d.mails.Find(id)
	if err != nil || !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Security-Policy", ui.MailPolicy)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if mail.Mail.HTML == "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write([]byte(mail.Mail.Text))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write([]byte(mail.Mail.Shown()))
}

var textList = template.Must(template.New("texts").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Text messages</title><link rel="stylesheet" href="{{.Style}}"></head>
<body><main class="p-6 max-w-5xl mx-auto"><h1 class="text-xl font-semibold">Text messages that the demo sent</h1>
<p class="muted">They were handed over by HTTP and caught on this machine. <a class="link" href="/mails">Mails</a></p>
{{if .Texts}}<table class="w-full text-left"><thead><tr><th scope="col">No.</th><th scope="col">To</th><th scope="col">From</th><th scope="col">Text</th></tr></thead>
<tbody>{{range .Texts}}<tr><td>{{.ID}}</td><td>{{.To}}</td><td>{{.From}}</td><td>{{.Text}}</td></tr>{{end}}</tbody>
</table>{{else}}<p>None was sent yet.</p>{{end}}</main></body></html>`))

func (d *demonstration) listTexts(w http.ResponseWriter, r *http.Request) {
	var page bytes.Buffer
	if err := textList.Execute(&page, map[string]any{"Style": ui.Asset("app.css"), "Texts": d.texts.List()}); err != nil {
		http.Error(w, "the list cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", ui.Policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}
