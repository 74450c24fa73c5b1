package lookup

import (
	"strings"

	"acquit/internal/customer"
)

// countries are those in which businesses of Belgium and France often are, by their French
// and Dutch names as customer.NameKey folds them. INSEE and the KBO write them so, from
// memory.
var countries = map[string]string{
	"belgique": "BE", "belgie": "BE",
	"france": "FR", "frankrijk": "FR",
	"pays bas": "NL", "nederland": "NL",
	"luxembourg": "LU", "luxemburg": "LU", "grand duche de luxembourg": "LU", "groothertogdom luxemburg": "LU",
	"allemagne": "DE", "duitsland": "DE",
	"royaume uni": "GB", "verenigd koninkrijk": "GB", "grande bretagne": "GB",
	"irlande": "IE", "ierland": "IE",
	"italie":  "IT",
	"espagne": "ES", "spanje": "ES",
	"portugal": "PT",
	"suisse":   "CH", "zwitserland": "CH",
	"autriche": "AT", "oostenrijk": "AT",
	"danemark": "DK", "denemarken": "DK",
	"suede": "SE", "zweden": "SE",
	"norvege": "NO", "noorwegen": "NO",
	"finlande": "FI", "finland": "FI",
	"pologne": "PL", "polen": "PL",
	"tchequie": "CZ", "tsjechie": "CZ", "republique tcheque": "CZ", "tsjechische republiek": "CZ",
	"slovaquie": "SK", "slowakije": "SK",
	"hongrie": "HU", "hongarije": "HU",
	"roumanie": "RO", "roemenie": "RO",
	"bulgarie": "BG", "bulgarije": "BG",
	"grece": "GR", "griekenland": "GR",
	"lituanie": "LT", "litouwen": "LT",
	"lettonie": "LV", "letland": "LV",
	"estonie": "EE", "estland": "EE",
	"slovenie": "SI",
	"croatie":  "HR", "kroatie": "HR",
	"chypre": "CY", "cyprus": "CY",
	"malte": "MT", "malta": "MT",
	"monaco":     "MC",
	"etats unis": "US", "etats unis d amerique": "US", "verenigde staten": "US", "verenigde staten van amerika": "US",
	"maroc": "MA", "marokko": "MA",
	"turquie": "TR", "turkije": "TR",
}

// Country is the code of a country by its French or Dutch name; the name itself where it is
// not known here.
func Country(name string) string {
	if code, known := countries[customer.NameKey(name)]; known {
		return code
	}
	return strings.TrimSpace(name)
}
