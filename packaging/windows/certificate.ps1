# On a builder: put the signing certificate into Windows's own store, or say that there is none.
#
#   certificate.ps1
#
# SNUG_SIGN_CERTIFICATE is a .pfx in base64, SNUG_SIGN_CERTIFICATE_PASSWORD its password. The next
# steps find SNUG_SIGN_THUMBPRINT in the environment, and signtool on the path.
$ErrorActionPreference = 'Stop'

if (-not $env:SNUG_SIGN_CERTIFICATE) {
    Write-Output '::notice::Not signed: no credentials (set SNUG_SIGN_CERTIFICATE).'
    if ($env:SNUG_SIGN_REQUIRED -eq '1') { exit 1 }
    exit 0
}

$file = Join-Path $env:RUNNER_TEMP 'certificate.pfx'
try {
    [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:SNUG_SIGN_CERTIFICATE))
    $password = ConvertTo-SecureString $env:SNUG_SIGN_CERTIFICATE_PASSWORD -AsPlainText -Force
    $certificate = Import-PfxCertificate -FilePath $file -CertStoreLocation Cert:\CurrentUser\My -Password $password
} finally {
    Remove-Item $file -ErrorAction SilentlyContinue
}

$kits = Join-Path ${env:ProgramFiles(x86)} 'Windows Kits\10\bin\*\x64\signtool.exe'
$signtool = Get-Item $kits | Sort-Object { [version] $_.Directory.Parent.Name } | Select-Object -Last 1
if (-not $signtool) { throw 'The Windows SDK, which has signtool, is not installed.' }
Add-Content -Path $env:GITHUB_PATH -Value $signtool.Directory.FullName -Encoding utf8
Add-Content -Path $env:GITHUB_ENV -Value "SNUG_SIGN_THUMBPRINT=$($certificate.Thumbprint)" -Encoding utf8
