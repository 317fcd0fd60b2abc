# On a builder for Windows: what Visual Studio's developer prompt sets, for the steps that follow.
#
#   developer_shell.ps1
#
# clang takes Microsoft's headers and libraries from there.
$ErrorActionPreference = 'Stop'

$vswhere = Join-Path ${env:ProgramFiles(x86)} 'Microsoft Visual Studio\Installer\vswhere.exe'
if (-not (Test-Path $vswhere)) { throw 'Visual Studio is not installed.' }
$studio = & $vswhere -latest -products * -requires Microsoft.VisualStudio.Component.VC.Tools.x86.x64 -property installationPath
if (-not $studio) { throw 'Visual Studio has no C++ tools.' }
$prompt = Join-Path $studio 'VC\Auxiliary\Build\vcvars64.bat'

$before = @{}
Get-ChildItem env: | ForEach-Object { $before[$_.Name] = $_.Value }
cmd /c "`"$prompt`" >nul && set" | ForEach-Object {
    $name, $value = $_ -split '=', 2
    if ($name -and $before[$name] -ne $value) {
        Add-Content -Path $env:GITHUB_ENV -Value "$name=$value" -Encoding utf8
    }
}
