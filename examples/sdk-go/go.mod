module amazon-pay-sdk-go

go 1.22
