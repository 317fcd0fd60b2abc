# On a clean Windows: install silently, try it, install over it, remove it; models and chats stay.
#
#   smoke_windows.ps1 PACKAGES OUT
param(
    [Parameter(Mandatory)] [string] $Packages,
    [Parameter(Mandatory)] [string] $Out
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

function Invoke-Quietly([string] $Program, [string[]] $Words) {
    $process = Start-Process -FilePath $Program -ArgumentList $Words -Wait -PassThru
    if ($process.ExitCode -ne 0) { throw "$Program ended with $($process.ExitCode)." }
}

$setup = Get-ChildItem $Packages -Filter 'Snug-*-windows-x64-setup.exe'
if (@($setup).Count -ne 1) { throw "There is not one installer in $Packages." }
New-Item -ItemType Directory -Force $Out | Out-Null
$folder = Join-Path $env:LOCALAPPDATA 'Programs\Snug'
$key = 'HKCU:\Environment'
$before = (Get-Item $key).GetValue('Path', '', 'DoNotExpandEnvironmentNames')

Write-Output '== installed'
Invoke-Quietly $setup.FullName @('/S', '/PATH')
$entry = Get-ItemProperty 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\app.snug.Snug'
if ($entry.InstallLocation -ne $folder) { throw "Installed in $($entry.InstallLocation)." }
if ((Get-ItemProperty 'HKCU:\Software\Classes\.gguf').'(default)' -ne 'Snug.gguf') { throw '.gguf files are not opened with Snug.' }
python (Join-Path $PSScriptRoot 'smoke.py') $Out -- (Join-Path $folder 'bin\snug.cmd')

Write-Output '== the window''s own program, which has no terminal'
$report = Join-Path $Out 'program.json'
Invoke-Quietly (Join-Path $folder 'Snug.exe') @('self-test', '--report', "`"$report`"")
if (-not (Get-Content $report | ConvertFrom-Json).ok) { throw 'The program''s self-test failed.' }

Write-Output '== installed over itself'
Invoke-Quietly $setup.FullName @('/S')
& (Join-Path $folder 'bin\snug.cmd') --version

Write-Output '== removed'
$data = Join-Path $env:LOCALAPPDATA 'Snug\models'
New-Item -ItemType Directory -Force $data | Out-Null
Set-Content (Join-Path $data 'kept.txt') 'a person''s own'
Invoke-Quietly (Join-Path $folder 'uninstall.exe') @('/S', "_?=$folder")
Remove-Item (Join-Path $folder 'uninstall.exe')
if (Test-Path $folder) {
    if (Get-ChildItem $folder -Recurse -File) { throw "Files are left in $folder." }
}
if (-not (Test-Path (Join-Path $data 'kept.txt'))) { throw 'The data folder was deleted.' }
$after = (Get-Item $key).GetValue('Path', '', 'DoNotExpandEnvironmentNames')
if ($after -ne $before) { throw 'PATH is not as it was.' }
