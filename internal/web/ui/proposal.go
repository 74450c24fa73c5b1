package ui

import "acquit/internal/locale"

func (weight Weight) icon() Icon {
	switch weight {
	case WeightProof:
		return IconPaid
	case WeightFor:
		return IconCheck
	case WeightAgainst:
		return IconClose
	}
	return IconInfo
}

// words says a weight to those who cannot see its sign.
func (weight Weight) words(w *locale.Words) string {
	switch weight {
	case WeightProof:
		return w.T("ui.weight_proof")
	case WeightFor:
		return w.T("ui.weight_for")
	case WeightAgainst:
		return w.T("ui.weight_against")
	}
	return ""
}
