package server_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/scenarios"
)

func TestVocabulary(t *testing.T) {
	v := server.Vocabulary()
	require.Len(t, v.Operations, len(mws.Operations()))
	for _, o := range emulator.Outcomes {
		require.True(t, slices.ContainsFunc(v.Operations, func(known scenarios.Operation) bool { return known.Name == o.Operation }), o.Operation)
	}
	i := slices.IndexFunc(v.Operations, func(o scenarios.Operation) bool { return o.Name == emulator.OpCapture })
	require.Contains(t, v.Operations[i].Parameters, "CaptureReferenceId")
	require.Contains(t, v.Operations[i].Parameters, "ProviderCreditList.member.N.ProviderId")
	require.Contains(t, v.Common, "SellerId")
	codes := map[string]int{}
	for _, f := range v.Failures {
		require.NotContains(t, codes, f.Code)
		require.NotEmpty(t, http.StatusText(f.Status), f.Code)
		codes[f.Code] = f.Status
	}
	require.Equal(t, http.StatusServiceUnavailable, codes[emulator.Throttled])
	require.Equal(t, http.StatusInternalServerError, codes["InternalServerError"])
}
