// SPDX-License-Identifier: MIT
// CommaLocale: numbers as a German reader writes them, for as long as it lives.
#pragma once

#include <clocale>
#include <locale>
#include <string>

namespace descent::tests {

/// Makes a locale that writes 1.234,5 the global one, in C++ always, in C where the system has one.
class CommaLocale {
public:
    CommaLocale() : before_{std::setlocale(LC_ALL, nullptr)} {
        std::locale::global(std::locale(std::locale::classic(), new Commas));
        for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"}) {
            if (std::setlocale(LC_ALL, name)) {
                break;
            }
        }
    }
    CommaLocale(const CommaLocale&) = delete;
    CommaLocale& operator=(const CommaLocale&) = delete;
    ~CommaLocale() {
        std::locale::global(previous_);
        std::setlocale(LC_ALL, before_.c_str());
    }

private:
    struct Commas : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };

    std::string before_;
    std::locale previous_{};
};

} // namespace descent::tests
